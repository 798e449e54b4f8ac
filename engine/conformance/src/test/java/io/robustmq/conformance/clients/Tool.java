package io.robustmq.conformance.clients;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of a command-line client. */
final class Tool implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final Process process;

    private Tool(Process process) {
        this.process = process;
    }

    /**
     * Whether this machine has it. In CI it must: then a missing one is an error, else it is
     * printed.
     */
    static boolean isInstalled(String name) {
        for (String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return true;
            }
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(name + " is not installed (Debian: mosquitto-clients)");
        }
        System.out.println("not installed, so not tested: " + name);
        return false;
    }

    static Tool start(String name, List<String> common, String... arguments) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("stdbuf", "-oL")); // Else nothing is seen of a tool that still runs.
        command.add(name);
        command.addAll(common);
        command.addAll(List.of(arguments));
        try {
            return new Tool(new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes this to its input and closes that. */
    Tool input(byte[] bytes) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The next line of its output. */
    String line() {
        try {
            StringBuilder line = new StringBuilder();
            for (int next = process.getInputStream().read();
                    next != '\n';
                    next = process.getInputStream().read()) {
                if (next < 0) {
                    throw new AssertionError("ended after: " + line);
                }
                line.append((char) next);
            }
            return line.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its end; gives the rest of its output. */
    String output() {
        try {
            byte[] all = process.getInputStream().readAllBytes();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(
                        "did not end well: " + new String(all, StandardCharsets.UTF_8));
            }
            return new String(all, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As a machine that fails: without a word to the broker. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

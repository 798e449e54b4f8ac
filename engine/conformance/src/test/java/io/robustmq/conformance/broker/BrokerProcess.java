package io.robustmq.conformance.broker;

import io.robustmq.conformance.broker.TestBroker.Listener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The broker as its own JVM with the tests' class path, each listener on a port of the kernel's
 * choice, which its banner tells. Its log goes to {@code target/brokers}.
 */
final class BrokerProcess implements AutoCloseable {
    private static final int STOP_SECONDS = 10;

    /** A listener's line of the banner. */
    private static final Pattern LISTENER =
            Pattern.compile("^\\s*mqtt\\.(tcp|tls|ws|wss)\\b.*?(127\\.0\\.0\\.1):(\\d+)");

    private static final Pattern ADMIN =
            Pattern.compile("^\\s*admin\\.http\\b.*?(127\\.0\\.0\\.1):(\\d+)");

    private static final Pattern KAFKA =
            Pattern.compile("^\\s*kafka\\.(tcp|tls)\\b.*?(127\\.0\\.0\\.1:\\d+)");

    /** The banner's line that follows the listeners. */
    private static final String BEHIND_LISTENERS = "durability";

    private final Process process;
    private final Path log;
    private @Nullable InetSocketAddress admin;
    private final List<String> kafka = new ArrayList<>();
    private final List<String> kafkaTls = new ArrayList<>();
    private final Map<Listener, InetSocketAddress> listeners = new EnumMap<>(Listener.class);

    private BrokerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** What it has logged so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BrokerProcess start(List<String> settings) {
        try {
            Path logs = Files.createDirectories(Path.of("target/brokers"));
            Path log = Files.createTempFile(logs, "broker", ".log");
            Process process =
                    new ProcessBuilder(commandLine(settings))
                            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
            BrokerProcess broker = new BrokerProcess(process, log);
            broker.readBanner(log);
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> commandLine(List<String> settings) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + Repository.root().resolve("scripts/jvm.options"));
        command.add("-ea");
        command.add("-cp");
        command.add(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")));
        command.add("io.robustmq.server.RobustServer");
        List<String> all = new ArrayList<>();
        for (Listener listener : Listener.values()) {
            all.add("mqtt." + listener.name().toLowerCase(Locale.ROOT) + "=127.0.0.1:0");
        }
        all.add("admin.http=127.0.0.1:0");
        all.add("kafka.tcp=off");
        all.add("data.directory=" + Files.createTempDirectory(Path.of("target/brokers"), "data"));
        all.add("tls.certificate=" + TestCertificate.trusting().certificateFile());
        all.add("tls.key=" + TestCertificate.trusting().keyFile());
        all.addAll(settings);
        for (String setting : all) {
            command.add("--set");
            command.add(setting);
        }
        return command;
    }

    /** Reads until every listener's port is known; the rest of the output is read and dropped. */
    private void readBanner(Path log) throws IOException {
        BufferedReader banner =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (boolean isOver = false; !isOver; ) {
            String line = banner.readLine();
            if (line == null) {
                throw new IllegalStateException(
                        "the broker did not start: " + Files.readString(log));
            }
            isOver = line.stripLeading().startsWith(BEHIND_LISTENERS);
            Matcher nextKafka = KAFKA.matcher(line);
            if (nextKafka.find()) {
                (nextKafka.group(1).equals("tcp") ? kafka : kafkaTls).add(nextKafka.group(2));
            }
            Matcher http = ADMIN.matcher(line);
            if (http.find()) {
                admin = new InetSocketAddress(http.group(1), Integer.parseInt(http.group(2)));
            }
            Matcher listener = LISTENER.matcher(line);
            if (listener.find()) {
                listeners.put(
                        Listener.valueOf(listener.group(1).toUpperCase(Locale.ROOT)),
                        new InetSocketAddress(
                                listener.group(2), Integer.parseInt(listener.group(3))));
            }
        }
        Thread.ofVirtual().start(() -> banner.lines().forEach(line -> {}));
    }

    Map<Listener, InetSocketAddress> listeners() {
        return listeners;
    }

    /** The most memory it has had resident so far, as the kernel counts it. */
    long peakResidentBytes() {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            String peak = lines.filter(line -> line.startsWith("VmHWM:")).findFirst().orElseThrow();
            return Long.parseLong(peak.replaceAll("\\D", "")) << 10;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where Kafka clients begin, each core's listener with commas between; empty for none. */
    String kafka() {
        return String.join(",", kafka);
    }

    /** The same over TLS. */
    String kafkaTls() {
        return String.join(",", kafkaTls);
    }

    InetSocketAddress admin() {
        return Objects.requireNonNull(admin, "read with the banner");
    }

    /** SIGTERM; gives the exit code, or fails when it takes longer than an operator waits. */
    int terminate() {
        process.destroy();
        return awaitExit();
    }

    /** Waits until it has ended; gives the exit code. */
    int awaitExit() {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + STOP_SECONDS + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL: nothing is written, nobody is told. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        terminate();
    }
}

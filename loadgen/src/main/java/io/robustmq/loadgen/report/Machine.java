package io.robustmq.loadgen.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What a figure depends on beside the options: JDK, kernel, CPUs, and the commit of the tool. */
public final class Machine {
    private Machine() {}

    public static void describe(Section section) {
        section.put("jdk", System.getProperty("java.vm.version", "unknown"))
                .put("kernel", System.getProperty("os.version", "unknown"))
                .put("cpus", Runtime.getRuntime().availableProcessors())
                .put("commit", commit());
    }

    /** Of the working directory, where there is a git checkout. */
    private static String commit() {
        try {
            Process git =
                    new ProcessBuilder("git", "rev-parse", "--short=12", "HEAD")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0
                    ? answer.strip()
                    : "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}

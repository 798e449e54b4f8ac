package io.robustmq.loadgen.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a process holds of memory, as Linux counts it. */
public final class ProcessMemory {
    private static final long KIB = 1024;

    private ProcessMemory() {}

    /** Resident bytes, proc(5) smaps_rollup. */
    public static long residentBytes(long pid) throws IOException {
        return residentBytes(
                Files.readString(Path.of("/proc", Long.toString(pid), "smaps_rollup")));
    }

    static long residentBytes(String rollup) throws IOException {
        for (String line : rollup.lines().toList()) {
            if (line.startsWith("Rss:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * KIB;
            }
        }
        throw new IOException("smaps_rollup has no Rss");
    }

    /** Makes a JVM collect its whole heap, by the JDK's own jcmd. */
    public static void collect(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process =
                new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("--gc: " + jcmd + " " + pid + " GC.run failed");
        }
    }
}

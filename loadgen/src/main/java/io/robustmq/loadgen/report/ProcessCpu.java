package io.robustmq.loadgen.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** CPU time as Linux counts it; the kernel's tick of 10 ms is the resolution. */
public final class ProcessCpu {
    /** USER_HZ: the same on every Linux architecture we run on. */
    private static final long TICKS_PER_S = 100;

    private static final long TICK_NS = 1_000_000_000L / TICKS_PER_S;

    /** utime and stime among the fields that follow the command's closing parenthesis, proc(5). */
    private static final int UTIME = 11;

    private static final int STIME = 12;

    /** steal among the numbers of the line {@code cpu}, proc(5). */
    private static final int STEAL = 7;

    private ProcessCpu() {}

    /** User and system time of all threads, also of those that ended. */
    public static long cpuNs(long pid) throws IOException {
        return cpuNs(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    }

    static long cpuNs(String stat) {
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        return (Long.parseLong(fields.get(UTIME)) + Long.parseLong(fields.get(STIME))) * TICK_NS;
    }

    /** Time the hypervisor gave to others while a CPU of ours wanted to run, all CPUs together. */
    public static long stealNs() throws IOException {
        return stealNs(Files.readString(Path.of("/proc/stat")));
    }

    static long stealNs(String stat) {
        String[] cpu = stat.lines().findFirst().orElse("").trim().split("\\s+");
        return cpu.length > STEAL + 1 ? Long.parseLong(cpu[STEAL + 1]) * TICK_NS : 0;
    }
}

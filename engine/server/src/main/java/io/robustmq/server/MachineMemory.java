package io.robustmq.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much memory this process may use: the machine's, or what its control group leaves it. Read
 * from the kernel's files, since the JVM's management bean costs tens of milliseconds of a start.
 */
final class MachineMemory {
    private static final String TOTAL = "MemTotal:";
    private static final String GROUP = "0::";

    private MachineMemory() {}

    static long limitBytes() {
        return limitBytes(Path.of("/"));
    }

    /**
     * @param root of the file system that has {@code proc} and {@code sys}
     * @return {@code Long.MAX_VALUE} where neither says
     */
    static long limitBytes(Path root) {
        long limit = machineBytes(root.resolve("proc/meminfo"));
        Path groups = root.resolve("sys/fs/cgroup");
        Path group = groups;
        for (Path name : Path.of(groupOf(root.resolve("proc/self/cgroup")))) {
            group = group.resolve(name);
            limit = Math.min(limit, groupBytes(group.resolve("memory.max")));
        }
        return Math.min(limit, groupBytes(groups.resolve("memory.max")));
    }

    private static long machineBytes(Path file) {
        for (String line : read(file).split("\n")) {
            if (line.startsWith(TOTAL)) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return Long.MAX_VALUE;
    }

    private static String groupOf(Path file) {
        for (String line : read(file).split("\n")) {
            if (line.startsWith(GROUP)) {
                return line.substring(GROUP.length() + 1).strip();
            }
        }
        return "";
    }

    private static long groupBytes(Path file) {
        String limit = read(file).strip();
        return limit.matches("\\d{1,18}") ? Long.parseLong(limit) : Long.MAX_VALUE;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException isNotThere) {
            return "";
        }
    }
}

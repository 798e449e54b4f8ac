package io.robustmq.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How long ago this process was made, by the kernel's clock (proc(5): ticks of 10 ms). */
final class StartTime {
    private static final int START_TICKS_FIELD = 22;
    private static final int MS_PER_TICK = 10;

    private StartTime() {}

    /**
     * @return ms, or -1 where there is no /proc
     */
    static long sinceExecMs() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String uptime = Files.readString(Path.of("/proc/uptime"));
            // The second field is the program's name in parentheses and may hold anything.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long startTicks = Long.parseLong(fields[START_TICKS_FIELD - 3]);
            double uptimeSeconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
            return Math.round(uptimeSeconds * 1_000) - startTicks * MS_PER_TICK;
        } catch (IOException noProc) {
            return -1;
        }
    }
}

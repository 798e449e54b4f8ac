package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.report.ProcessCpu;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** CPU time of the broker, and time stolen from the machine, over the measured part. */
final class BrokerCpu {
    private final @Nullable Long pid;
    private long cpuNs;
    private long stealNs;

    /**
     * @param pid null when the broker is not to be watched
     */
    BrokerCpu(@Nullable Long pid) {
        this.pid = pid;
    }

    void begin() {
        cpuNs = -readCpuNs();
        stealNs = -readStealNs();
    }

    void end() {
        cpuNs += readCpuNs();
        stealNs += readStealNs();
    }

    @Nullable Long pid() {
        return pid;
    }

    long cpuNs() {
        return cpuNs;
    }

    long stealNs() {
        return stealNs;
    }

    private long readCpuNs() {
        try {
            return pid == null ? 0 : ProcessCpu.cpuNs(pid);
        } catch (IOException e) {
            throw new UncheckedIOException("--broker-pid " + pid + ": no such process", e);
        }
    }

    private static long readStealNs() {
        try {
            return ProcessCpu.stealNs();
        } catch (IOException e) {
            return 0;
        }
    }
}

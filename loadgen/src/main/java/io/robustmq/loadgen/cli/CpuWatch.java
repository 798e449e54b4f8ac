package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.report.ProcessCpu;
import io.robustmq.loadgen.rig.RunFailure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** CPU time of the broker and of ourselves, and time stolen from the machine, while measuring. */
final class CpuWatch {
    private final @Nullable Long pid;
    private long brokerNs;
    private long ownNs;
    private long stealNs;

    /**
     * @param pid null when the broker is not to be watched
     */
    CpuWatch(@Nullable Long pid) {
        this.pid = pid;
    }

    void begin() throws RunFailure {
        brokerNs = -readBrokerNs();
        ownNs = -read(ProcessHandle.current().pid());
        stealNs = -readStealNs();
    }

    void end() throws RunFailure {
        brokerNs += readBrokerNs();
        ownNs += read(ProcessHandle.current().pid());
        stealNs += readStealNs();
    }

    @Nullable Long brokerPid() {
        return pid;
    }

    long brokerNs() {
        return brokerNs;
    }

    long ownNs() {
        return ownNs;
    }

    long stealNs() {
        return stealNs;
    }

    private long readBrokerNs() throws RunFailure {
        return pid == null ? 0 : read(pid);
    }

    private static long read(long process) throws RunFailure {
        try {
            return ProcessCpu.cpuNs(process);
        } catch (IOException e) {
            throw new RunFailure("process " + process + ": its CPU time cannot be read");
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

package io.robustmq.transport.core;

import java.io.IOException;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** All cores of a process: started together, stopped together. */
public final class Cores implements AutoCloseable {
    /** Longest {@link #close} waits for all cores. */
    public static final long STOP_TIMEOUT_MS = 5_000;

    private static final Logger LOG = System.getLogger(Cores.class.getName());

    private final List<NettyCore> cores;

    private Cores(List<NettyCore> cores) {
        this.cores = cores;
    }

    /**
     * Starts one core per configuration and returns once all run.
     *
     * @param duties makes each core's duty, on that core's thread, before its first cycle
     * @throws IOException a core can't start, the others are stopped again
     */
    public static Cores start(List<CoreConfig> configs, CoreDuty.Factory duties)
            throws IOException {
        Cores started = new Cores(new ArrayList<>());
        try {
            for (CoreConfig config : configs) {
                NettyCore core = new NettyCore(config, duties);
                core.start();
                started.cores.add(core);
            }
        } catch (IOException | RuntimeException | Error e) {
            started.close();
            throw e;
        }
        return started;
    }

    public static Cores start(CoreConfig config, CoreDuty.Factory duties) throws IOException {
        return start(List.of(config), duties);
    }

    public int count() {
        return cores.size();
    }

    public Core core(int index) {
        return cores.get(index);
    }

    /** Any thread may read them. */
    public CoreCells cells(int index) {
        return cores.get(index).cells();
    }

    /** Any thread may ask: control work that a core has not done yet. */
    public int inboxDepth(int index) {
        return cores.get(index).inboxDepth();
    }

    public List<Core> all() {
        return Collections.unmodifiableList(cores);
    }

    /** Stops all cores; open connections are dropped. Returns once they ended, or after a bound. */
    @Override
    public void close() {
        cores.forEach(NettyCore::stop);
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_TIMEOUT_MS);
        for (NettyCore core : cores) {
            try {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
                if (!core.awaitStopped(Math.max(1, leftMs))) {
                    LOG.log(Logger.Level.WARNING, "core " + core.index() + " does not stop");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}

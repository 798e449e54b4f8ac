package io.robustmq.storage.journal.concurrent;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Whether the writer lives, sleeps or has given up. A core that handed something over wakes it when
 * it sleeps; the writer says that it sleeps, looks once more, and only then does.
 */
public final class WriterState {
    private volatile @Nullable Thread sleeper;
    private volatile boolean needsCpuOfCores;
    private final AtomicInteger coresBehind = new AtomicInteger();
    private final AtomicReference<@Nullable String> fencedBecause = new AtomicReference<>();

    /** Whoever has something for it, after saying so: a full fence stands between the two. */
    public void wakeIfAsleep() {
        VarHandle.fullFence();
        Thread thread = sleeper;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** The writer, before its last look at the rings: the calling thread will park. */
    public void fallAsleep() {
        sleeper = Thread.currentThread();
        VarHandle.fullFence();
    }

    public void awake() {
        sleeper = null;
    }

    /**
     * The writer: whether there are no more CPUs than cores, so that it runs only when one of them
     * lets it.
     */
    public void needsCpuOfCores(boolean needs) {
        needsCpuOfCores = needs;
    }

    /** Any thread. */
    public boolean needsCpuOfCores() {
        return needsCpuOfCores;
    }

    /** A core, when it has more than its ring holds. */
    public void fellBehind() {
        coresBehind.incrementAndGet();
    }

    /** That core, when it has not any more. */
    public void caughtUp() {
        coresBehind.decrementAndGet();
    }

    /** Any thread: some core has more than its ring holds. */
    public boolean isAnyBehind() {
        return coresBehind.get() > 0;
    }

    /** Any thread: nothing is written any more; the first reason stays, and is never taken back. */
    public void fence(String reason) {
        fencedBecause.compareAndSet(null, reason);
        wakeIfAsleep();
    }

    public boolean isFenced() {
        return fencedBecause.getAcquire() != null;
    }

    /** What went wrong, null while nothing did. */
    public @Nullable String fencedBecause() {
        return fencedBecause.get();
    }
}

package io.robustmq.transport.net.channel;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads for the slow part of TLS handshakes, signing and checking chains, so that no core
 * waits for it. The queue is bounded: a handshake that finds it full fails, and established
 * connections never notice.
 */
public final class KeyWorkers implements Executor, AutoCloseable {
    /**
     * Waiting pieces of work; at about 1 ms each the last one still meets the handshake's deadline.
     */
    static final int QUEUE_CAPACITY = 8192;

    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    public KeyWorkers(int threadCount) {
        AtomicInteger number = new AtomicInteger();
        this.threads =
                new ThreadPoolExecutor(
                        threadCount,
                        threadCount,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(QUEUE_CAPACITY),
                        work ->
                                Thread.ofPlatform()
                                        .daemon()
                                        .name("tls-keys-" + number.getAndIncrement())
                                        .unstarted(work));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * @throws java.util.concurrent.RejectedExecutionException the queue is full or closed
     */
    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

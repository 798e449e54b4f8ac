package io.robustmq.security;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Where passwords are hashed: few threads, since each hash takes a CPU and 19 MiB for 30 ms, behind
 * a bounded queue. Any thread may submit.
 */
final class PasswordChecks implements AutoCloseable {
    /** About half a minute of work for one thread; who comes later is told to try again. */
    static final int QUEUE_CAPACITY = 1_024;

    /** How long a verdict waits for a core whose inbox is full. */
    static final Duration DELIVERY_LIMIT = Duration.ofSeconds(10);

    private static final Logger LOG = System.getLogger(PasswordChecks.class.getName());
    private static final long DELIVERY_RETRY_NS = 1_000_000;

    private final ThreadPoolExecutor pool;

    PasswordChecks(int threads, int queueCapacity) {
        pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        10,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(queueCapacity),
                        Thread.ofPlatform().daemon().name("password-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * @param check runs on a pool thread
     * @return false when the queue is full; nothing will be called
     */
    boolean trySubmit(Supplier<Verdict> check, CoreInbox inbox, Authenticator.Callback callback) {
        try {
            pool.execute(() -> deliver(check.get(), inbox, callback));
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    private static void deliver(Verdict verdict, CoreInbox inbox, Authenticator.Callback callback) {
        long deadlineNs = System.nanoTime() + DELIVERY_LIMIT.toNanos();
        while (!inbox.execute(() -> callback.onVerdict(verdict))) {
            if (System.nanoTime() - deadlineNs > 0) {
                LOG.log(Level.WARNING, "a core took no verdict for {0}", DELIVERY_LIMIT);
                return;
            }
            LockSupport.parkNanos(DELIVERY_RETRY_NS);
        }
    }

    /** Any thread: how many wait for a thread. */
    int queued() {
        return pool.getQueue().size();
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}

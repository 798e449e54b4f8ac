package io.robustmq.storage.read;

import io.robustmq.storage.read.concurrent.ReadQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads {@code read-n} that run what cores put into a {@link ReadQueue}; each sleeps when
 * nothing waits.
 */
public final class ReadThreads {
    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;

    private final ReadQueue queue;
    private final Thread[] threads;
    private final AtomicIntegerArray sleeping;
    private volatile boolean stopping;

    private ReadThreads(ReadQueue queue, int count) {
        this.queue = queue;
        this.threads = new Thread[count];
        this.sleeping = new AtomicIntegerArray(count);
    }

    public static ReadThreads start(ReadQueue queue, int count) {
        ReadThreads started = new ReadThreads(queue, count);
        for (int i = 0; i < count; i++) {
            int index = i;
            started.threads[i] = new Thread(() -> started.run(index), "read-" + i);
            started.threads[i].setDaemon(true);
        }
        queue.onWaiting(started::wakeOne);
        for (Thread thread : started.threads) {
            thread.start();
        }
        return started;
    }

    /** A core that has submitted: what it wrote comes before what it reads here. */
    private void wakeOne() {
        for (int i = 0; i < threads.length; i++) {
            if (sleeping.compareAndSet(i, ASLEEP, AWAKE)) {
                LockSupport.unpark(threads[i]);
                return;
            }
        }
    }

    private void run(int index) {
        while (!stopping) {
            if (!queue.runOne()) {
                sleeping.set(index, ASLEEP);
                if (queue.isEmpty() && !stopping) {
                    LockSupport.park(this);
                }
                sleeping.set(index, AWAKE);
            }
        }
    }

    /** After the cores ended: what is being read is finished, what waits is not. */
    public void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}

package io.robustmq.storage.queue.concurrent;

import io.robustmq.storage.state.StateApplier;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Pages between cores and the one thread that reads them for all. A core asks and never waits; the
 * reader answers in the order of asking, each shard in a queue of its own, which its core polls.
 * Both queues are bounded; an answer always has room, since no more pages are asked for than
 * answered. A handed over page is seen whole (the queues' release and acquire).
 */
public final class PageReads implements Pages {
    private final StateApplier applier;
    private final PageFiller filler;
    private final ManyToOneConcurrentArrayQueue<Page> asked;
    private final OneToOneConcurrentArrayQueue<Page>[] answered;
    private final Runnable[] wakeCores;
    private volatile @Nullable Thread reader;
    private volatile boolean isAsleep;
    private volatile boolean stopping;

    /**
     * @param wakeCores by shard: run when a page is ready for it
     * @param pagesMax that all shards together have under way, and each at most
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public PageReads(StateApplier applier, PageFiller filler, Runnable[] wakeCores, int pagesMax) {
        this.applier = applier;
        this.filler = filler;
        this.wakeCores = wakeCores;
        this.asked = new ManyToOneConcurrentArrayQueue<>(pagesMax);
        this.answered = new OneToOneConcurrentArrayQueue[wakeCores.length];
        Arrays.setAll(answered, shard -> new OneToOneConcurrentArrayQueue<Page>(pagesMax));
    }

    /** Starts the thread {@code queue-reader}. */
    public void start() {
        Thread thread = new Thread(this::run, "queue-reader");
        thread.setDaemon(true);
        reader = thread;
        thread.start();
    }

    private void run() {
        while (!stopping) {
            if (turn() == 0) {
                isAsleep = true;
                if (asked.isEmpty() && !stopping) {
                    LockSupport.park(this);
                }
                isAsleep = false;
            }
        }
    }

    /**
     * Reads one page; the reader's thread or a simulator.
     *
     * @return 0 when none was asked for
     */
    public int turn() {
        Page page = asked.poll();
        if (page == null) {
            return 0;
        }
        try {
            filler.fill(page);
        } catch (IOException | RuntimeException e) {
            page.failed(e.toString());
        }
        int shard = page.shard();
        if (!answered[shard].offer(page)) {
            throw new IllegalStateException("more pages answered than asked for");
        }
        wakeCores[shard].run();
        return 1;
    }

    /** After the cores ended, before the tables close. */
    public void stop() throws InterruptedException {
        stopping = true;
        Thread thread = reader;
        if (thread != null) {
            LockSupport.unpark(thread);
            thread.join();
        }
    }

    @Override
    public boolean hasTables() {
        return true;
    }

    @Override
    public long applied(int shard) {
        return applier.applied(shard);
    }

    @Override
    public boolean read(Page page) {
        if (!asked.offer(page)) {
            return false;
        }
        if (isAsleep) {
            LockSupport.unpark(reader);
        }
        return true;
    }

    @Override
    public @Nullable Page poll(int shard) {
        return answered[shard].poll();
    }
}

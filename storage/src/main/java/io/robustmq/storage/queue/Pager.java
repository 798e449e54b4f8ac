package io.robustmq.storage.queue;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.queue.concurrent.Page;
import io.robustmq.storage.queue.concurrent.Pages;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Brings what is cold back into memory, a page at a time, for queues that somebody takes from. A
 * page is read when the tables have all that it must show, and thrown away when its part of the
 * queue changed meanwhile. The core's thread.
 */
final class Pager {
    private final int shard;
    private final Pages pages;
    private final QueueState state;
    private final QueueMemory memory;
    private final QueueListener listener;
    private final ArrayDeque<Queue> waiting = new ArrayDeque<>();
    private final Page[] all;
    private final boolean[] isAsked;
    private @Nullable String failure;

    Pager(
            int shard,
            Pages pages,
            QueueConfig config,
            QueueState state,
            QueueMemory memory,
            QueueListener listener) {
        this.shard = shard;
        this.pages = pages;
        this.state = state;
        this.memory = memory;
        this.listener = listener;
        this.all = new Page[pages.hasTables() ? config.pages() : 0];
        this.isAsked = new boolean[all.length];
        Arrays.setAll(all, i -> new Page(config.pageEntries(), config.pageBytes()));
    }

    /** A queue is taken from: it needs what is cold before its window runs dry. */
    void want(Queue queue) {
        if (!queue.isWaiting()
                && queue.page() == null
                && failure == null
                && pages.hasTables()
                && isLow(queue)) {
            queue.waiting(true);
            waiting.addLast(queue);
        }
    }

    private boolean isLow(Queue queue) {
        return !queue.cold().isEmpty() && queue.window().size() <= memory.windowMax() / 2;
    }

    /** Why nothing is read any more; null while all is well. */
    @Nullable String failure() {
        return failure;
    }

    /**
     * What of the stream every page read so far, or under way, has seen.
     *
     * @param position behind the last frame
     */
    long seenByAll(long position) {
        long seen = Math.min(position, pages.applied(shard));
        for (int i = 0; i < all.length; i++) {
            if (isAsked[i]) {
                seen = Math.min(seen, all[i].askedAt());
            }
        }
        return seen;
    }

    /**
     * @param position behind the shard's last frame
     * @return pages taken and asked for
     */
    int doWork(long position) {
        int work = 0;
        for (Page page = pages.poll(shard); page != null; page = pages.poll(shard)) {
            onPage(page, position);
            work++;
        }
        return waiting.isEmpty() ? work : work + ask();
    }

    private int ask() {
        long applied = pages.applied(shard);
        int asked = 0;
        for (int left = waiting.size(); left > 0; left--) {
            int free = firstFree();
            if (free < 0) {
                return asked;
            }
            Queue queue = waiting.removeFirst();
            if (state.queue(queue.id()) != queue || !isLow(queue)) {
                queue.waiting(false);
            } else if (ask(queue, free, applied)) {
                queue.waiting(false);
                asked++;
            } else {
                waiting.addLast(queue);
            }
        }
        return asked;
    }

    private int firstFree() {
        for (int i = 0; i < all.length; i++) {
            if (!isAsked[i]) {
                return i;
            }
        }
        return -1;
    }

    private boolean ask(Queue queue, int free, long applied) {
        ColdRange cold = queue.cold();
        long to = cold.readableTo(applied);
        if (to == cold.from()) {
            return false;
        }
        Page page = all[free];
        page.ask(shard, queue.id(), cold.from(), to, applied);
        if (!pages.read(page)) {
            return false;
        }
        isAsked[free] = true;
        queue.page(page);
        if (to == cold.to()) {
            queue.openTail();
        }
        return true;
    }

    private void onPage(Page page, long position) {
        for (int i = 0; i < all.length; i++) {
            isAsked[i] &= all[i] != page;
        }
        Queue queue = state.queue(page.queue());
        if (queue == null) {
            return;
        }
        boolean isVoid = queue.isPageVoid() || page.from() != queue.cold().from();
        queue.page(null);
        if (page.failure() != null) {
            failure = page.failure();
            return;
        }
        if (!isVoid) {
            take(queue, page, position);
        }
        want(queue);
        listener.onReady(queue.id());
    }

    private void take(Queue queue, Page page, long position) {
        int row = 0;
        for (int i = 0; i < page.rows(); i++) {
            long sequence = page.sequence(row);
            if (!queue.isOut(sequence)) {
                int entry = admit(queue, page, row, position);
                if (entry == Entries.NONE) {
                    queue.cold().advanceTo(sequence);
                    return;
                }
                queue.window().addLast(entry);
            }
            queue.cold().advanceTo(sequence + 1);
            row = page.behind(row);
        }
        queue.cold().advanceTo(page.reached());
        if (queue.cold().isEmpty()) {
            queue.joinTail();
        }
    }

    private int admit(Queue queue, Page page, int row, long position) {
        if (queue.window().size() >= memory.windowMax()) {
            return Entries.NONE;
        }
        int entry;
        do {
            entry =
                    memory.admit(
                            page.sequence(row),
                            page.number(row),
                            page.references(row),
                            0,
                            page.buffer(),
                            Page.bodyOffset(row),
                            page.bodyLength(row),
                            0,
                            Durability.MEMORY);
        } while (entry == Entries.NONE && memory.makeRoom(state.queues(), queue, position));
        if (entry != Entries.NONE
                && (page.returns(row) > 0 || queue.isInDoubt(page.sequence(row)))) {
            memory.entries().returned(entry, page.returns(row));
        }
        return entry;
    }
}

package io.robustmq.storage.queue;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import java.util.ArrayDeque;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Takes out, some in each cycle, what a purged or deleted queue had that other queues may have too:
 * whose last reference a message is can only be said message by message. The core's thread.
 */
final class Sweep {
    /** Messages taken out in one cycle. */
    static final int MESSAGES_PER_CYCLE = 256;

    private final QueueMemory memory;
    private final Removals removals;
    private final FrameAppender appender;
    private final Pager pager;
    private final QueueListener listener;
    private final ArrayDeque<Queue> queues = new ArrayDeque<>();
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[Long.BYTES]);

    Sweep(
            QueueMemory memory,
            Removals removals,
            FrameAppender appender,
            Pager pager,
            QueueListener listener) {
        this.memory = memory;
        this.removals = removals;
        this.appender = appender;
        this.pager = pager;
        this.listener = listener;
    }

    /** The queue has something void. */
    void add(Queue queue) {
        queues.addLast(queue);
    }

    int doWork() {
        Queue queue = queues.pollFirst();
        if (queue == null) {
            return 0;
        }
        int work = sweep(queue);
        if (queue.isSweeping() || !finish(queue)) {
            queues.addLast(queue);
        }
        return work;
    }

    private int sweep(Queue queue) {
        keepFirst(queue);
        IntRing window = queue.window();
        removals.begin(queue, Durability.MEMORY);
        int taken = 0;
        while (taken < Math.min(MESSAGES_PER_CYCLE, window.size())
                && isVoid(queue, window.get(taken))) {
            removals.add(window.get(taken++));
        }
        if (removals.end() == Journal.FENCED) {
            return 0;
        }
        pager.want(queue);
        return taken;
    }

    private boolean isVoid(Queue queue, int entry) {
        return queue.isVoid(memory.entries().sequence(entry));
    }

    /** What was out when the queue was purged, and is back, stays. */
    private void keepFirst(Queue queue) {
        IntRing window = queue.window();
        while (!window.isEmpty() && queue.isSweeping() && !isVoid(queue, window.first())) {
            int entry = window.removeFirst();
            queue.returned().add(memory.entries().sequence(entry), entry);
        }
    }

    private boolean finish(Queue queue) {
        if (!queue.isDeleted()) {
            queue.swept();
            listener.onReady(queue.id());
            return true;
        }
        frame.putLong(0, queue.id(), LITTLE_ENDIAN);
        return appender.append(QueueFrameType.DELETED, Durability.MEMORY, frame, Long.BYTES)
                != Journal.FENCED;
    }
}

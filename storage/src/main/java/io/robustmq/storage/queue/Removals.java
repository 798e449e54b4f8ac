package io.robustmq.storage.queue;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Builds the frames that take messages out of a queue: neighbours that no other queue has become
 * one item. Begun, filled and ended within one call of its shard. The core's thread.
 */
final class Removals {
    /** Items of a frame: what is left over goes into another. */
    static final int ITEMS_MAX = 512;

    private final QueueMemory memory;
    private final FrameAppender appender;
    private final int itemsMax;
    private final UnsafeBuffer frame;
    private Queue queue;
    private Durability durability = Durability.MEMORY;
    private int items;
    private int messages;
    private long bytes;
    private long behindLast;
    private boolean mayExtend;
    private boolean wasReturned;
    private long result;

    Removals(QueueMemory memory, FrameAppender appender, int payloadBytesMax) {
        this.memory = memory;
        this.appender = appender;
        this.itemsMax = Math.min(ITEMS_MAX, RemovedFlyweight.itemsMax(payloadBytesMax));
        this.frame = new UnsafeBuffer(new byte[RemovedFlyweight.bytes(itemsMax)]);
        this.queue = new Queue(-1, "", memory.entries());
    }

    void begin(Queue from, Durability howDurable) {
        queue = from;
        durability = howDurable;
        result = 0;
        restart();
    }

    private void restart() {
        items = 0;
        messages = 0;
        bytes = 0;
        mayExtend = false;
    }

    /** An entry of the queue, once; it stays until {@link #end}. */
    void add(int entry) {
        Messages all = memory.messages();
        int message = memory.entries().message(entry);
        long sequence = memory.entries().sequence(entry);
        boolean isReturned = memory.entries().returns(entry) > 0;
        boolean isShared = all.isShared(message);
        if (mayExtend && !isShared && sequence == behindLast && isReturned == wasReturned) {
            RemovedFlyweight.extend(frame, items - 1);
        } else {
            if (items == itemsMax) {
                append();
            }
            int left = isShared ? all.references(message) - 1 : 0;
            RemovedFlyweight.putItem(
                    frame, items++, sequence, all.number(message), left, isReturned);
            mayExtend = !isShared;
        }
        wasReturned = isReturned;
        behindLast = sequence + 1;
        messages++;
        bytes += all.length(message);
    }

    private void append() {
        if (items == 0 || result == Journal.FENCED) {
            restart();
            return;
        }
        QueueCounts counts = queue.counts();
        counts.putHead(frame, queue.id(), messages, bytes, queue.lowest(), counts.sweepTo());
        RemovedFlyweight.putItems(frame, items);
        result =
                appender.append(
                        QueueFrameType.REMOVED, durability, frame, RemovedFlyweight.bytes(items));
        restart();
    }

    /**
     * @return the stream's position behind the last frame; 0 when there was nothing to take out
     */
    long end() {
        append();
        return result;
    }
}

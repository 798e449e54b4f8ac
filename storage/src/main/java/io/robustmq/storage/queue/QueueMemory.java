package io.robustmq.storage.queue;

import io.robustmq.storage.journal.Durability;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a shard's queues is in memory, and its bound. When there is no room, the other queue that
 * has most there gives up its rear half: that goes cold, and costs nothing but reading it again.
 * The thread of the shard's core.
 */
final class QueueMemory {
    private final QueueConfig config;
    private final Entries entries;
    private final BodyBlocks bodies;
    private final Messages messages;
    private final boolean hasTables;

    QueueMemory(QueueConfig config, boolean hasTables) {
        this.config = config;
        this.hasTables = hasTables;
        this.entries = new Entries(config.entriesMax());
        this.bodies = new BodyBlocks(config.bodyBytesMax());
        this.messages = new Messages(2 * config.entriesMax(), bodies);
    }

    Entries entries() {
        return entries;
    }

    Messages messages() {
        return messages;
    }

    int windowMax() {
        return hasTables ? config.windowEntries() : config.entriesMax();
    }

    long usedBytes() {
        return bodies.usedBytes();
    }

    /** So many queues' entries of one message more fit. */
    boolean hasRoom(int queues, int length) {
        return entries.used() + queues <= config.entriesMax()
                && !messages.isFull()
                && bodies.hasRoom(length);
    }

    /**
     * Takes a message for a queue.
     *
     * @param number its number; {@link Messages#UNSHARED}
     * @param references queues that have it, unless it is here already
     * @param changedAt stream position behind the frame that said so
     * @return its entry; {@link Entries#NONE} when there is no room
     */
    int admit(
            long sequence,
            long number,
            int references,
            long changedAt,
            DirectBuffer body,
            int offset,
            int length,
            long mark,
            Durability durability) {
        int message = number == Messages.UNSHARED ? Messages.NONE : messages.find(number);
        boolean isHere = message != Messages.NONE;
        boolean needsBody = !isHere || !messages.hasBody(message);
        if (entries.isFull()
                || (!isHere && messages.isFull())
                || (needsBody && !bodies.hasRoom(length))) {
            return Entries.NONE;
        }
        if (!isHere) {
            message = messages.add(number, references, length, changedAt);
        }
        if (needsBody) {
            messages.putBody(message, body, offset);
        }
        messages.hold(message);
        return entries.add(sequence, message, mark, durability);
    }

    /** It was delivered: its body stays only while there is plenty of room. */
    void out(int entry) {
        int message = entries.message(entry);
        if (messages.out(message) && hasTables && bodies.isHalfFull()) {
            messages.dropBody(message);
        }
    }

    /** It waits again. @return false when its body is not here any more */
    boolean back(int entry) {
        messages.back(entries.message(entry));
        return messages.hasBody(entries.message(entry));
    }

    boolean hasBody(int entry) {
        return messages.hasBody(entries.message(entry));
    }

    /** From 0 on; valid until the next call. */
    DirectBuffer body(int entry) {
        return messages.body(entries.message(entry));
    }

    int length(int entry) {
        return messages.length(entries.message(entry));
    }

    void release(int entry, boolean waited) {
        messages.release(entries.message(entry), waited);
        entries.remove(entry);
    }

    // ---- giving way ----

    /**
     * Makes some room at the cost of the queue that has most in memory.
     *
     * @param queue that needs it and gives up nothing
     * @param position behind the last frame of the shard
     * @return false when no other has more in memory than this one
     */
    boolean makeRoom(Long2ObjectHashMap<Queue> queues, Queue queue, long position) {
        Queue longest = longest(queues, queue);
        if (longest == null || !hasTables) {
            return false;
        }
        IntRing window = longest.window();
        long from = window.isEmpty() ? 0 : entries.sequence(window.get(window.size() / 2));
        cool(longest, Math.max(from, longest.firstSequence()), position);
        return true;
    }

    private static @Nullable Queue longest(Long2ObjectHashMap<Queue> queues, Queue than) {
        Queue longest = than;
        for (Queue each : queues.values()) {
            if (inMemory(each) > inMemory(longest)) {
                longest = each;
            }
        }
        return longest == than ? null : longest;
    }

    private static int inMemory(Queue queue) {
        return queue.window().size() + queue.returned().size();
    }

    /** What waits in memory from a sequence on goes cold. */
    void cool(Queue queue, long sequence, long position) {
        IntRing window = queue.window();
        while (!window.isEmpty() && entries.sequence(window.last()) >= sequence) {
            release(window.removeLast(), true);
        }
        queue.returned().removeFrom(sequence, entry -> release(entry, true));
        if (sequence < queue.cold().from()) {
            queue.cold().beginAt(sequence, position);
            queue.voidPage();
        }
    }

    /** What came while a page was read goes cold. */
    void coolTail(Queue queue, long position) {
        queue.coolTail(position);
        while (!queue.tail().isEmpty()) {
            release(queue.tail().removeFirst(), true);
        }
    }

    /** The queue is empty from now on, but for what is out. */
    void clear(Queue queue) {
        while (!queue.window().isEmpty()) {
            release(queue.window().removeFirst(), true);
        }
        queue.returned().removeFrom(0, entry -> release(entry, true));
        while (!queue.tail().isEmpty()) {
            release(queue.tail().removeFirst(), true);
        }
        queue.joinTail();
        queue.voidPage();
    }
}

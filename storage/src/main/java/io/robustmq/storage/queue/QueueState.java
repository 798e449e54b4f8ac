package io.robustmq.storage.queue;

import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The queues of one shard, changed by frames only: by those just appended, and at a start by those
 * that are replayed, behind what the tables said. The thread of the shard's core.
 *
 * <p>What is replayed keeps no message in memory: all of it is in the tables when it is first read.
 */
final class QueueState {
    private final QueueMemory memory;
    private final SenderSequences senders;
    private final Long2ObjectHashMap<Queue> queues = new Long2ObjectHashMap<>();
    private final Map<String, Queue> byName = new HashMap<>();
    private final EnqueuedFlyweight enqueued = new EnqueuedFlyweight();
    private boolean isReplaying = true;
    private int out;

    QueueState(QueueMemory memory, SenderSequences senders) {
        this.memory = memory;
        this.senders = senders;
    }

    Long2ObjectHashMap<Queue> queues() {
        return queues;
    }

    @Nullable Queue queue(long id) {
        return queues.get(id);
    }

    @Nullable Queue queue(String name) {
        return byName.get(name);
    }

    /** Messages that are out, of all queues. */
    int out() {
        return out;
    }

    SenderSequences senders() {
        return senders;
    }

    /** All was replayed. */
    void started(long position) {
        isReplaying = false;
        for (Queue queue : queues.values()) {
            queue.started(position);
        }
    }

    /**
     * @param position of the frame in the shard's stream
     * @param behind the frame
     * @param mark hand-over position behind it; 0 of one that is replayed
     */
    void apply(
            int type,
            long position,
            long behind,
            long mark,
            DirectBuffer payload,
            int offset,
            int length) {
        switch (type) {
            case QueueFrameType.DECLARED ->
                    declared(position, payload.getStringWithoutLengthUtf8(offset, length));
            case QueueFrameType.DELETED -> deleted(HeadFlyweight.queue(payload, offset));
            case QueueFrameType.ENQUEUED ->
                    enqueued(position, behind, mark, enqueued.wrap(payload, offset));
            case QueueFrameType.REMOVED -> removed(behind, payload, offset);
            case QueueFrameType.RETURNED -> returned(behind, payload, offset);
            case QueueFrameType.PURGED -> {
                Queue queue = at(payload, offset);
                if (!isReplaying) {
                    memory.clear(queue);
                }
                queue.counts().readHead(payload, offset);
            }
            case QueueFrameType.SWEPT -> {
                Queue queue = at(payload, offset);
                queue.counts().readHead(payload, offset);
                hideIfDeleted(queue);
            }
            case QueueFrameType.SENDER_FORGOTTEN ->
                    senders.forgotten(SenderFlyweight.sender(payload, offset));
            default -> throw new IllegalArgumentException("frame type " + type);
        }
    }

    private Queue at(DirectBuffer payload, int offset) {
        Queue queue = queues.get(HeadFlyweight.queue(payload, offset));
        if (queue == null) {
            throw new IllegalStateException("a frame of a queue that is not there");
        }
        return queue;
    }

    /** Also what the tables say. */
    Queue declared(long id, String name) {
        Queue queue = new Queue(id, name, memory.entries());
        queues.put(id, queue);
        byName.put(name, queue);
        return queue;
    }

    /** A queue that waits for its messages to be taken out has no name any more. */
    void hideIfDeleted(Queue queue) {
        if (queue.isDeleted()) {
            byName.remove(queue.name(), queue);
        }
    }

    private void deleted(long id) {
        Queue queue = queues.remove(id);
        if (queue == null) {
            return;
        }
        byName.remove(queue.name(), queue);
        memory.clear(queue);
        out -= queue.unacknowledged();
        queue.allUnacknowledged()
                .longForEach((sequence, entry) -> memory.release((int) entry, false));
    }

    // ---- in ----

    private void enqueued(long position, long behind, long mark, EnqueuedFlyweight frame) {
        if (frame.hasSender()) {
            senders.sent(frame.sender(), frame.senderSequence(), frame.seenMs());
        }
        for (int i = 0; i < frame.queues(); i++) {
            Queue queue = queues.get(frame.queue(i));
            if (queue == null) {
                throw new IllegalStateException("a message for a queue that is not there");
            }
            if (!isReplaying) {
                take(queue, position, behind, mark, frame, frame.sequence(i));
            }
            queue.counts().enqueued(frame, i);
        }
    }

    /** Into memory when all before it is there too, or is being read; else it is cold. */
    private void take(
            Queue queue,
            long position,
            long behind,
            long mark,
            EnqueuedFlyweight frame,
            long sequence) {
        boolean isAllHot = queue.cold().isEmpty();
        IntRing end = isAllHot ? queue.window() : queue.tail();
        boolean mayEnter = (isAllHot || queue.isTailOpen()) && end.size() < memory.windowMax();
        int entry = mayEnter ? admit(queue, position, behind, mark, frame, sequence) : Entries.NONE;
        if (entry != Entries.NONE) {
            end.addLast(entry);
            if (isAllHot) {
                queue.cold().emptyAt(sequence + 1);
            }
            return;
        }
        memory.coolTail(queue, behind);
        queue.cold().extendTo(sequence + 1, behind);
    }

    private int admit(
            Queue queue,
            long position,
            long behind,
            long mark,
            EnqueuedFlyweight frame,
            long sequence) {
        int references = frame.queues();
        int entry;
        do {
            entry =
                    memory.admit(
                            sequence,
                            references > 1 ? position : Messages.UNSHARED,
                            references,
                            behind,
                            frame.buffer(),
                            frame.bodyOffset(),
                            frame.bodyLength(),
                            mark,
                            frame.durability());
        } while (entry == Entries.NONE && memory.makeRoom(queues, queue, behind));
        return entry;
    }

    // ---- out ----

    /** A message left the front of its queue. It is no event: who dies with it has not had it. */
    void delivered(Queue queue, int entry) {
        queue.removeFirst(entry);
        queue.out(entry);
        memory.out(entry);
        out++;
    }

    private void removed(long behind, DirectBuffer payload, int offset) {
        Queue queue = at(payload, offset);
        int items = RemovedFlyweight.items(payload, offset);
        for (int i = 0; i < items && !isReplaying; i++) {
            int item = RemovedFlyweight.at(offset, i);
            long first = RemovedFlyweight.sequence(payload, item);
            long number = RemovedFlyweight.number(payload, item);
            if (number != Messages.UNSHARED) {
                Messages messages = memory.messages();
                messages.references(
                        messages.find(number), RemovedFlyweight.left(payload, item), behind);
            }
            for (int row = 0; row < RemovedFlyweight.rows(payload, item); row++) {
                takeOut(queue, first + row, behind);
            }
        }
        queue.counts().readHead(payload, offset);
    }

    private void takeOut(Queue queue, long sequence, long behind) {
        int entry = queue.find(sequence);
        if (entry != Entries.NONE) {
            queue.back(sequence);
            out--;
            memory.release(entry, false);
            touch(queue, sequence, behind);
            return;
        }
        if (queue.window().isEmpty()
                || memory.entries().sequence(queue.window().first()) != sequence) {
            throw new IllegalStateException("message " + sequence + " is not there");
        }
        memory.release(queue.window().removeFirst(), true);
    }

    /** A row changed that may be read again. */
    private static void touch(Queue queue, long sequence, long behind) {
        if (sequence >= queue.cold().from() && sequence < queue.cold().to()) {
            queue.cold().changed(behind);
            queue.voidPage();
        }
    }

    private void returned(long behind, DirectBuffer payload, int offset) {
        if (isReplaying) {
            return;
        }
        Queue queue = at(payload, offset);
        int items = ReturnedFlyweight.items(payload, offset);
        for (int i = 0; i < items; i++) {
            giveBack(
                    queue,
                    ReturnedFlyweight.sequence(payload, offset, i),
                    ReturnedFlyweight.returns(payload, offset, i),
                    behind);
        }
    }

    /** To its place among what waits; when memory has not all of it, that place is cold. */
    private void giveBack(Queue queue, long sequence, int returns, long behind) {
        int entry = queue.find(sequence);
        queue.back(sequence);
        out--;
        memory.entries().returned(entry, returns);
        boolean hasBody = memory.back(entry);
        if (sequence >= queue.cold().from() && !queue.cold().isEmpty()) {
            memory.release(entry, true);
            touch(queue, sequence, behind);
        } else if (hasBody) {
            queue.returned().add(sequence, entry);
        } else {
            memory.release(entry, true);
            memory.cool(queue, sequence, behind);
        }
    }
}

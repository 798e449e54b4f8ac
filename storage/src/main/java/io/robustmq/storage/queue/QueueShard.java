package io.robustmq.storage.queue;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.queue.concurrent.Pages;
import io.robustmq.storage.state.StateStore;
import java.io.IOException;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The queues of one shard. What must outlive the process is decided here, appended as a frame, and
 * then applied; that a message is out is not: after a restart it waits again, marked as
 * redelivered. Owned by the core that has the shard.
 *
 * <p>A message is taken by all of its queues in one frame, and confirmed when the journal has
 * reached what was promised: {@link Journal#reached} passes the {@link Journal#handOver} read just
 * after {@link #publish}. No queue delivers it before.
 *
 * <p>What waits is in memory up to a bound, and behind that in the tables, from which it is read
 * when the queue is taken from.
 */
public final class QueueShard {
    /** There is no such queue. */
    public static final long NO_QUEUE = -2;

    /**
     * Without tables: what was published does not fit into memory. Or so many senders are known.
     */
    public static final long NO_ROOM = -3;

    /** It fits into no frame. */
    public static final long TOO_LARGE = -4;

    /** This sender's message was taken before, perhaps not yet committed: confirm it like one. */
    public static final long DUPLICATE = -5;

    /** Nothing waits. */
    public static final long EMPTY = -6;

    /** Something waits that may not or cannot be delivered yet. */
    public static final long LATER = -7;

    /** The visitor did not take it. */
    public static final long REFUSED = -8;

    /** In place of a sender: nobody sends it again. */
    public static final long NO_SENDER = SenderSequences.NOBODY;

    private final int shard;
    private final Journal journal;
    private final Pages pages;
    private final QueueConfig config;
    private final QueueMemory memory;
    private final QueueState state;
    private final FrameAppender appender;
    private final Removals removals;
    private final Pager pager;
    private final Sweep sweep;
    private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer();

    public QueueShard(
            int shard, Journal journal, Pages pages, QueueConfig config, QueueListener listener) {
        this.shard = shard;
        this.journal = journal;
        this.pages = pages;
        this.config = config;
        this.memory = new QueueMemory(config, pages.hasTables());
        this.state =
                new QueueState(
                        memory, new SenderSequences(config.sendersMax(), config.senderExpiryMs()));
        this.appender = new FrameAppender(journal, shard, state);
        this.removals = new Removals(memory, appender, journal.maxPayloadBytes());
        this.pager = new Pager(shard, pages, config, state, memory, listener);
        this.sweep = new Sweep(memory, removals, appender, pager, listener);
    }

    // ---- the start: load, then replay, then started ----

    /** Takes over what the tables know, but for the messages. */
    public void load(StateStore store) throws IOException {
        new QueueLoad(shard, state).load(store);
    }

    /** For each frame of this shard behind the tables, in order. */
    public void replay(int type, long position, DirectBuffer payload, int offset, int length) {
        if (QueueFrameType.isOurs(type)) {
            state.apply(type, position, 0, 0, payload, offset, length);
        }
    }

    /** All was replayed. */
    public void started() {
        state.started(journal.appended(shard));
        for (Queue queue : state.queues().values()) {
            if (queue.isDeleted()) {
                sweep.add(queue);
            }
        }
    }

    // ---- queues ----

    /**
     * @return the queue of this name, new or not; {@link Journal#FENCED}
     */
    public long declare(String name) {
        Queue known = state.queue(name);
        if (known != null) {
            return known.id();
        }
        byte[] utf8 = name.getBytes(UTF_8);
        frame.putBytes(0, utf8);
        long id = journal.appended(shard);
        long behind = appender.append(QueueFrameType.DECLARED, Durability.SYNC, frame, utf8.length);
        return behind == Journal.FENCED ? Journal.FENCED : id;
    }

    /** The queue of this name; {@link #NO_QUEUE}. */
    public long find(String name) {
        Queue queue = state.queue(name);
        return queue == null ? NO_QUEUE : queue.id();
    }

    /**
     * The queue is gone at once; when other queues may have some of its messages, they are taken
     * out bit by bit.
     */
    public long delete(long id) {
        Queue queue = live(id);
        if (queue == null) {
            return NO_QUEUE;
        }
        if (!queue.counts().mayShare()) {
            frame.putLong(0, id, LITTLE_ENDIAN);
            return appender.append(QueueFrameType.DELETED, Durability.SYNC, frame, Long.BYTES);
        }
        queue.counts().putHead(frame, id, 0, 0, queue.lowest(), HeadFlyweight.ALL);
        long behind =
                appender.append(QueueFrameType.SWEPT, Durability.SYNC, frame, HeadFlyweight.BYTES);
        if (behind != Journal.FENCED) {
            removals.begin(queue, Durability.MEMORY);
            queue.allUnacknowledged().longForEach((sequence, entry) -> removals.add((int) entry));
            removals.end();
            memory.cool(queue, queue.firstSequence(), journal.appended(shard));
            sweep.add(queue);
        }
        return behind;
    }

    /**
     * Takes out all that waits, not what is out: at once, or, when other queues may have some of
     * it, bit by bit, delivering nothing until it is done ({@link #isPurging}).
     */
    public long purge(long id) {
        Queue queue = live(id);
        if (queue == null) {
            return NO_QUEUE;
        }
        QueueCounts counts = queue.counts();
        if (counts.mayShare() || !queue.isInOnePart() || queue.isSweeping()) {
            memory.cool(queue, queue.firstSequence(), journal.appended(shard));
            queue.purge();
            sweep.add(queue);
            return journal.appended(shard);
        }
        long from = queue.firstSequence();
        counts.putHead(
                frame,
                id,
                counts.messages() - queue.unacknowledged(),
                counts.bytes() - outBytes(queue),
                queue.lowest(),
                0);
        PurgedFlyweight.put(frame, from, counts.next());
        return appender.append(
                QueueFrameType.PURGED, Durability.SYNC, frame, PurgedFlyweight.BYTES);
    }

    private long outBytes(Queue queue) {
        long[] bytes = {0};
        queue.allUnacknowledged()
                .longForEach((sequence, entry) -> bytes[0] += memory.length((int) entry));
        return bytes[0];
    }

    /** A purge takes out what waited bit by bit. */
    public boolean isPurging(long id) {
        Queue queue = live(id);
        return queue != null && queue.isSweeping();
    }

    private @Nullable Queue live(long id) {
        Queue queue = state.queue(id);
        return queue == null || queue.isDeleted() ? null : queue;
    }

    // ---- in ----

    /**
     * A message for some queues, each once, in one frame; for none, then only its sender's sequence
     * is remembered.
     *
     * @param sender {@link #NO_SENDER}; else who numbers its messages by {@code senderSequence},
     *     never going back
     * @param nowMs since 1970
     * @return the stream's position behind it; a negative answer, then nothing was taken
     */
    public long publish(
            long[] queues,
            int count,
            Durability durability,
            DirectBuffer body,
            int offset,
            int length,
            long sender,
            long senderSequence,
            long nowMs) {
        int bytes = EnqueuedFlyweight.bodyAt(count) + length;
        if (bytes > journal.maxPayloadBytes() || count > EnqueuedFlyweight.QUEUES_MAX) {
            return TOO_LARGE;
        }
        if (sender != NO_SENDER) {
            if (state.senders().has(sender, senderSequence)) {
                return DUPLICATE;
            }
            if (!isRemembered(sender, nowMs)) {
                return NO_ROOM;
            }
        }
        if (!pages.hasTables() && !memory.hasRoom(count, length)) {
            return NO_ROOM;
        }
        EnqueuedFlyweight.putHeader(frame, durability, count, length);
        if (sender != NO_SENDER) {
            EnqueuedFlyweight.putSender(frame, sender, senderSequence, nowMs);
        }
        for (int i = 0; i < count; i++) {
            Queue queue = live(queues[i]);
            if (queue == null) {
                return NO_QUEUE;
            }
            putReference(queue, i, count, length);
        }
        frame.putBytes(EnqueuedFlyweight.bodyAt(count), body, offset, length);
        return appender.append(QueueFrameType.ENQUEUED, durability, frame, bytes);
    }

    private void putReference(Queue queue, int index, int count, int length) {
        QueueCounts counts = queue.counts();
        boolean mayShare = count > 1 || (counts.mayShare() && counts.messages() > 0);
        EnqueuedFlyweight.putReference(
                frame, index, queue.id(), counts.next(), counts.enqueuedBytes() + length, mayShare);
    }

    private boolean isRemembered(long sender, long nowMs) {
        if (state.senders().hasRoom(sender)) {
            return true;
        }
        long old = state.senders().toForget(nowMs);
        if (old == NO_SENDER) {
            return false;
        }
        frame.putLong(0, old, LITTLE_ENDIAN);
        return appender.append(
                        QueueFrameType.SENDER_FORGOTTEN, Durability.MEMORY, frame, Long.BYTES)
                != Journal.FENCED;
    }

    // ---- out ----

    /**
     * Hands over a queue's next message, which is out then.
     *
     * @return its sequence; {@link #EMPTY}, {@link #LATER}, {@link #REFUSED}, {@link #NO_QUEUE}
     */
    public long deliver(long id, MessageVisitor visitor) {
        Queue queue = live(id);
        if (queue == null) {
            return NO_QUEUE;
        }
        int entry = queue.first();
        if (entry == Entries.NONE) {
            pager.want(queue);
            return queue.ready() == 0 && !queue.isSweeping() ? EMPTY : LATER;
        }
        if (!mayLeave(queue, entry)) {
            return LATER;
        }
        Entries entries = memory.entries();
        long sequence = entries.sequence(entry);
        if (!visitor.onMessage(
                sequence,
                entries.isRedelivered(entry),
                entries.returns(entry),
                memory.body(entry),
                0,
                memory.length(entry))) {
            return REFUSED;
        }
        state.delivered(queue, entry);
        pager.want(queue);
        return sequence;
    }

    private boolean mayLeave(Queue queue, int entry) {
        Entries entries = memory.entries();
        if (!memory.hasBody(entry)) {
            memory.cool(queue, entries.sequence(entry), journal.appended(shard));
            pager.want(queue);
            return false;
        }
        return state.out() < config.unacknowledgedMax()
                && !queue.isSweeping()
                && journal.reached(entries.durability(entry)) >= entries.mark(entry);
    }

    /**
     * Messages that are out are done with. What is not out is passed over.
     *
     * @return the stream's position behind it; 0 when none was out; a negative answer
     */
    public long acknowledge(long id, long[] sequences, int count, Durability durability) {
        Queue queue = live(id);
        if (queue == null) {
            return NO_QUEUE;
        }
        removals.begin(queue, durability);
        for (int i = 0; i < count; i++) {
            int entry = queue.find(sequences[i]);
            if (entry != Entries.NONE) {
                removals.add(entry);
            }
        }
        return removals.end();
    }

    /**
     * Messages that are out wait again, at their old places. What is not out is passed over.
     *
     * @return the stream's position behind it; 0 when none was out; a negative answer
     */
    public long giveBack(long id, long[] sequences, int count) {
        Queue queue = live(id);
        if (queue == null) {
            return NO_QUEUE;
        }
        int itemsMax = ReturnedFlyweight.itemsMax(journal.maxPayloadBytes());
        long behind = 0;
        for (int i = 0; i < count && behind != Journal.FENCED; ) {
            int items = 0;
            for (; i < count && items < itemsMax; i++) {
                int entry = queue.find(sequences[i]);
                if (entry != Entries.NONE) {
                    int returns = memory.entries().returns(entry) + 1;
                    ReturnedFlyweight.putItem(frame, items++, sequences[i], returns);
                }
            }
            behind = items == 0 ? behind : appendReturned(queue, items);
        }
        return behind;
    }

    private long appendReturned(Queue queue, int items) {
        ReturnedFlyweight.putHeader(frame, queue.id(), items);
        return appender.append(
                QueueFrameType.RETURNED, Durability.MEMORY, frame, ReturnedFlyweight.bytes(items));
    }

    // ---- once per cycle ----

    /**
     * @return 0 when there was nothing to do
     */
    public int doWork() {
        long position = journal.appended(shard);
        int work = pager.doWork(position) + sweep.doWork();
        memory.messages().forgetBefore(pager.seenByAll(journal.appended(shard)));
        return work;
    }

    // ---- what there is ----

    /** Messages that wait; 0 of a queue that is not there. */
    public long ready(long id) {
        Queue queue = live(id);
        return queue == null ? 0 : queue.ready();
    }

    /** Messages of a queue that are out. */
    public int unacknowledged(long id) {
        Queue queue = live(id);
        return queue == null ? 0 : queue.unacknowledged();
    }

    /** Bytes of a queue's messages. */
    public long bytes(long id) {
        Queue queue = live(id);
        return queue == null ? 0 : queue.counts().bytes();
    }

    /** Messages in memory, each once for a queue. */
    public int entriesInMemory() {
        return memory.entries().used();
    }

    /** Memory that bodies take. */
    public long bodyBytesInMemory() {
        return memory.usedBytes();
    }

    /** Why nothing is read from the tables any more; null while all is well. */
    public @Nullable String readFailure() {
        return pager.failure();
    }
}

package io.robustmq.kernel.forward;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.kernel.cores.Confirmations;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.kernel.shard.Tables;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a core's shards that must reach several shards, once. {@link #begin} appends the
 * one event that both promises the message and does what it stands for (takes a QoS 2 identifier,
 * fires a will); {@link #send} lets it go. When all targets have it, a DONE ends it; what has none
 * after a restart is sent again with its old sequence.
 *
 * <p>On a node of several cores a message leaves when its event is kept: its targets' events may be
 * on the disk before what this core appended, and must not know a sequence that a restart would
 * give again. One core's events keep their order, so there it leaves at once.
 *
 * <p>Messages leave in the order they came, those that are sent once only among them: one that must
 * wait holds up those behind it. A message for one shard alone ({@link #sendTo}) is one of them.
 */
@OwnedBy(Core.class)
public final class Forwards {
    /** Messages begun and not done while which {@link #hasRoom}. */
    public static final int OUTSTANDING_MAX = 1 << 14;

    /** Bytes of these. */
    public static final long OUTSTANDING_BYTES_MAX = 32L << 20;

    /** Messages sent in one cycle. */
    static final int SENT_PER_CYCLE = 1024;

    private final CommitGate gate;
    private final Shards shards;
    private final @Nullable Confirmations others;
    private final Way way;
    private final ArrayDeque<Forward> recovered = new ArrayDeque<>();
    private final ArrayDeque<Forward> waiting = new ArrayDeque<>();
    private final ArrayDeque<Forward> sent = new ArrayDeque<>();
    private final long[] last;
    private final long[] doneFirst;
    private final long[] doneLast;
    private final MutableDirectBuffer frame = new ExpandableArrayBuffer(256);
    private final UnsafeBuffer addressBytes = new UnsafeBuffer(new byte[0]);
    private final Publication view = new Publication();
    private long bytes;
    private long latestMs;
    private long came;
    private long passed;

    /** How a message gets to its targets. */
    public interface Way {
        /** Sends to all targets or to none. */
        Outcome trySend(Publication publication, Forward forward);
    }

    /** What became of a message. */
    public enum Outcome {
        /** Every target got it or was sent it. */
        SENT,
        /** A home was asked, which answers by {@link Forward#answered}. */
        ASKED,
        /** Nothing happened; it is tried again. */
        NO_ROOM
    }

    /**
     * @param others null when the node has one core
     */
    public Forwards(CommitGate gate, Shards shards, @Nullable Confirmations others, Way way) {
        this.gate = gate;
        this.shards = shards;
        this.others = others;
        this.way = way;
        this.last = new long[shards.count()];
        this.doneFirst = new long[shards.count()];
        this.doneLast = new long[shards.count()];
    }

    // ---- the sender ----

    /**
     * Whether a client's message may begin. What has no client is not refused: wills are bounded by
     * sessions, delayed messages by their own limit. On a node of one core as much is under way as
     * clients wait for.
     */
    public boolean hasRoom() {
        return others == null
                || waiting.size() + sent.size() < OUTSTANDING_MAX && bytes < OUTSTANDING_BYTES_MAX;
    }

    /**
     * Appends the event and marks the message. The caller applies what the event does to the owner,
     * then calls {@link #send}.
     *
     * @param shard the owner's, of this core
     * @param purpose what it does to the owner: the protocol's
     * @return the message's sequence
     */
    public long begin(
            int shard, int purpose, DirectBuffer owner, int ownerLength, Publication publication) {
        long sequence = ++last[shard];
        publication.forwarded(ForwardStreams.of(shard, publication, shards), sequence);
        appendBegun(shard, purpose, owner, ownerLength, publication);
        return sequence;
    }

    private void appendBegun(
            int shard, int purpose, DirectBuffer owner, int ownerLength, Publication publication) {
        int length = ForwardFlyweight.writeBegun(frame, purpose, owner, ownerLength, publication);
        gate.append(shard, ForwardFlyweight.BEGUN, frame, 0, length);
    }

    /**
     * Lets a message go, behind those before it.
     *
     * @param sequence from {@link #begin}; {@link Message#NOT_FORWARDED} for one that is sent once
     */
    public void send(int shard, long sequence, Publication publication) {
        came++;
        if (others == null) {
            Forward forward = new Forward(shard, sequence, null, 0);
            way.trySend(publication, forward);
            passed(forward);
            return;
        }
        long mark = sequence == Message.NOT_FORWARDED ? 0 : gate.mark();
        await(new Forward(shard, sequence, publication.kept(), mark));
    }

    /**
     * Begins a message for one shard alone and lets it go, behind those before it: what it does to
     * its sender is in the step of its event. Bounded by whoever calls.
     *
     * @param shard the sender's, of this core
     */
    public void sendTo(int shard, Address address, Publication publication) {
        came++;
        long sequence = ++last[shard];
        publication.forwarded(ForwardStreams.between(shard, address.shard()), sequence);
        addressBytes.wrap(address.bytes());
        int length = address.bytes().length;
        appendBegun(shard, address.purpose(), addressBytes, length, publication);
        await(new Forward(shard, sequence, publication.kept(), gate.mark(), address));
    }

    private void await(Forward forward) {
        bytes += forward.sizeBytes();
        waiting.addLast(forward);
        if (waiting.size() == 1) {
            sendWaiting();
        }
    }

    /** Stands for everything that came so far. */
    public long ticket() {
        return came;
    }

    /** True when everything up to the ticket is on its way to its targets. */
    public boolean isPassed(long ticket) {
        return passed >= ticket;
    }

    /** Messages begun and not done. */
    public int outstanding() {
        return recovered.size() + waiting.size() + sent.size();
    }

    // ---- the cycle ----

    /**
     * Sends what may go, ends what is done.
     *
     * @return work done, or left for want of room, for as long as which the core must not sleep
     */
    public int doWork() {
        return sendWaiting() + endDone();
    }

    private int sendWaiting() {
        int work = 0;
        for (Forward head = waiting.peekFirst();
                head != null && work < SENT_PER_CYCLE && gate.isReached(head.mark);
                head = waiting.peekFirst()) {
            if (head.isNew()) {
                work++;
                Outcome outcome = way.trySend(view.wrap(head.message()), head);
                if (outcome == Outcome.NO_ROOM) {
                    break;
                }
                head.sent(outcome == Outcome.ASKED);
            }
            if (head.awaitsAnswer()) {
                break;
            }
            waiting.removeFirst();
            passed(head);
        }
        return work;
    }

    private void passed(Forward forward) {
        passed++;
        if (forward.sequence == Message.NOT_FORWARDED) {
            bytes -= forward.sizeBytes();
            return;
        }
        forward.mark = gate.mark();
        forward.number = others == null ? 0 : others.last();
        sent.addLast(forward);
    }

    private int endDone() {
        int ended = 0;
        for (Forward head = sent.peekFirst();
                head != null && gate.isReached(head.mark) && isTaken(head.number);
                head = sent.peekFirst()) {
            sent.removeFirst();
            bytes -= head.sizeBytes();
            if (doneLast[head.shard] == 0) {
                doneFirst[head.shard] = head.sequence;
            }
            doneLast[head.shard] = head.sequence;
            ended++;
        }
        if (ended > 0) {
            appendDone();
        }
        return ended;
    }

    private boolean isTaken(long number) {
        return others == null || others.isTaken(number);
    }

    private void appendDone() {
        for (int shard = 0; shard < doneLast.length; shard++) {
            if (doneLast[shard] != 0) {
                ForwardFlyweight.writeDone(frame, doneFirst[shard], doneLast[shard]);
                gate.append(shard, ForwardFlyweight.DONE, frame, 0, ForwardFlyweight.DONE_BYTES);
                doneLast[shard] = 0;
            }
        }
    }

    // ---- recovery ----

    /**
     * An event found in the journal, of a shard of this core; what a BEGUN did to its owner is the
     * protocol's to apply.
     */
    public void replay(int shard, int type, DirectBuffer event, int offset, int length) {
        ForwardFlyweight.checkVersion(event, offset);
        if (type == ForwardFlyweight.BEGUN) {
            long sequence = ForwardFlyweight.sequence(event, offset);
            last[shard] = Math.max(last[shard], sequence);
            Message message = ForwardFlyweight.publication(event, offset, length, view).kept();
            latestMs = Math.max(latestMs, message.publishedAtMs());
            recovered.addLast(
                    new Forward(shard, sequence, message, 0, address(message, event, offset)));
        } else {
            long lastDone = ForwardFlyweight.last(event, offset);
            last[shard] = Math.max(last[shard], lastDone);
            recovered.removeIf(each -> each.shard == shard && each.sequence <= lastDone);
        }
    }

    private static @Nullable Address address(Message message, DirectBuffer event, int offset) {
        if (!ForwardStreams.isToOne(message.forwardStream())) {
            return null;
        }
        byte[] bytes = new byte[ForwardFlyweight.ownerLength(event, offset)];
        event.getBytes(ForwardFlyweight.ownerAt(offset), bytes);
        return new Address(
                ForwardStreams.to(message.forwardStream()),
                ForwardFlyweight.purpose(event, offset),
                bytes,
                Address.NO_TAG);
    }

    /**
     * Takes over the rows of a shard of this core, before any of its events.
     *
     * @throws IOException when they cannot be read
     */
    public void load(int shard, StateStore store) throws IOException {
        UnsafeBuffer prefix = new UnsafeBuffer(new byte[Short.BYTES]);
        prefix.putShort(0, (short) shard, BIG_ENDIAN);
        store.forEach(
                Tables.FORWARDS,
                prefix,
                0,
                Short.BYTES,
                (key, keyAt, keyLength, value, at, length) -> {
                    if (key.getLong(keyAt + Short.BYTES, BIG_ENDIAN) == ForwardTables.LAST) {
                        last[shard] = ForwardFlyweight.sequence(value, at);
                    } else {
                        replay(shard, ForwardFlyweight.BEGUN, value, at, length);
                    }
                    return true;
                });
    }

    /** When the latest message found in the journal was published; milliseconds since 1970. */
    public long latestMs() {
        return latestMs;
    }

    /** All targets are in force again: sends what was not done, before anything new. */
    public void resume() {
        for (Forward each = recovered.pollFirst(); each != null; each = recovered.pollFirst()) {
            came++;
            if (others == null) {
                way.trySend(view.wrap(each.message()), each);
                passed(each);
            } else {
                waiting.addLast(each);
            }
            bytes += each.sizeBytes();
        }
    }
}

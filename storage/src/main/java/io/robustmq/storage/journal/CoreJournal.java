package io.robustmq.storage.journal;

import io.robustmq.storage.journal.concurrent.AppendRing;
import io.robustmq.storage.journal.concurrent.StreamPositions;
import io.robustmq.storage.journal.concurrent.WriterState;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A core's end of the journal: frames are built in the ring that the writer hands to the disk, so a
 * payload is copied once. What one step appends beyond the ring's room waits in an overflow, so
 * that a step is never half appended; {@link #isBehind} then asks for no further steps. Owned by
 * that core's thread.
 *
 * <p>What is appended between two calls of {@link #doWork} is a step: the writer gets the frames of
 * all of it or none, but for a step that is longer than a group, which it gets piece by piece.
 */
final class CoreJournal implements ReplicatedJournal {
    /** A frame takes at most this part of the ring, so that several always fit, */
    private static final int RING_SHARE = 8;

    /**
     * and this part more: a payload of a mebibyte with its heads, as Kafka's largest batch is, fits
     * into a frame of the usual ring.
     */
    private static final int HEADS_SHARE = 1_024;

    private static final int NO_ROOM = Overflow.NO_ROOM;

    private final AppendRing ring;
    private final StreamPositions positions;
    private final WriterState writer;
    private final long[] appended;
    private final int maxPayloadBytes;
    private final int wholeStepBytes;
    private final Overflow overflow;
    private final UnsafeBuffer noHead = new UnsafeBuffer(new byte[0]);
    private final UnsafeBuffer truncation =
            new UnsafeBuffer(new byte[ReignFlyweight.TRUNCATE_BYTES]);
    private int pendingFrames;
    private long handOver;
    private long syncUpTo;

    /** Bytes of the step under way, and where in the ring it begins, if it does there. */
    private int stepBytes;

    private int stepAt;

    /** Where in the ring the frame begins that was appended last; NO_ROOM once it is fixed. */
    private int lastAt = NO_ROOM;

    /** Of the step whose frames are moving out of the overflow: what still lies there. */
    private int movingBytes;

    private boolean isMovingLong;
    private long published;
    private long publishable;

    /**
     * Of {@link #handOver} and the overflow's size: set at the end of a cycle, read by any thread.
     */
    private final AtomicLong appendedCell = new AtomicLong();

    private final AtomicLong overflowCell = new AtomicLong();

    CoreJournal(AppendRing ring, StreamPositions positions, WriterState writer, long[] start) {
        this(ring, positions, writer, start, new Overflow(Overflow.BYTES_MAX));
    }

    CoreJournal(
            AppendRing ring,
            StreamPositions positions,
            WriterState writer,
            long[] start,
            Overflow overflow) {
        this.overflow = overflow;
        this.ring = ring;
        this.positions = positions;
        this.writer = writer;
        this.appended = start.clone();
        this.maxPayloadBytes = maxPayloadBytes(ring.capacityBytes());
        this.wholeStepBytes = wholeStepBytes(ring.capacityBytes());
    }

    /** The longest payload that a ring of this size takes. */
    static int maxPayloadBytes(int ringBytes) {
        return Math.min(frameBytesMax(ringBytes), FrameFlyweight.BYTES_MAX)
                - FrameFlyweight.HEADER_BYTES;
    }

    private static int frameBytesMax(int ringBytes) {
        return ringBytes / RING_SHARE + ringBytes / HEADS_SHARE & -FrameFlyweight.ALIGNMENT_BYTES;
    }

    /**
     * The longest step that the writer gets in one piece through a ring of this size: with the
     * padding of one frame it must have room there, and be no more than a group.
     */
    static int wholeStepBytes(int ringBytes) {
        return Math.min(ringBytes - frameBytesMax(ringBytes), JournalWriter.GROUP_BYTES_MAX);
    }

    @Override
    public long append(
            int shard,
            int type,
            Durability durability,
            DirectBuffer payload,
            int offset,
            int length) {
        assert type <= FrameFlyweight.LAST_TYPE;
        return append(shard, type, 0, durability, payload, offset, length);
    }

    @Override
    public long append(
            int shard,
            int type,
            Durability durability,
            DirectBuffer head,
            int headLength,
            DirectBuffer payload,
            int offset,
            int length) {
        assert type <= FrameFlyweight.LAST_TYPE;
        payload.boundsCheck(offset, length);
        long behind = appended[shard] + FrameFlyweight.framedBytes(headLength + length);
        return appendFrame(
                shard, type, 0, behind, durability, head, headLength, payload, offset, length);
    }

    @Override
    public long append(
            int shard,
            int type,
            int epoch,
            Durability durability,
            DirectBuffer payload,
            int offset,
            int length) {
        assert type <= FrameFlyweight.LAST_TYPE || type == FrameFlyweight.EPOCH;
        payload.boundsCheck(offset, length);
        long behind = appended[shard] + FrameFlyweight.framedBytes(length);
        return appendFrame(
                shard, type, epoch, behind, durability, noHead, 0, payload, offset, length);
    }

    @Override
    public long truncate(int shard, long position, int epochKept, int epochCut, int epoch) {
        assert position >= 0 && position <= appended[shard];
        ReignFlyweight.putTruncate(truncation, 0, position, epochKept, epochCut);
        return appendFrame(
                shard,
                FrameFlyweight.TRUNCATE,
                epoch,
                position,
                Durability.SYNC,
                noHead,
                0,
                truncation,
                0,
                ReignFlyweight.TRUNCATE_BYTES);
    }

    private long appendFrame(
            int shard,
            int type,
            int epoch,
            long behind,
            Durability durability,
            DirectBuffer head,
            int headLength,
            DirectBuffer payload,
            int offset,
            int length) {
        int wanted = headLength + length;
        if (wanted > maxPayloadBytes) {
            throw new IllegalArgumentException(
                    "a payload of " + wanted + " bytes; a frame takes " + maxPayloadBytes);
        }
        if (writer.isFenced() || appended[shard] == SegmentHeader.LOST) {
            return FENCED;
        }
        int framed = FrameFlyweight.framedBytes(wanted);
        int at = overflow.isEmpty() ? ring.claim(framed) : NO_ROOM;
        if (at >= 0) {
            if (stepBytes == 0) {
                stepAt = at;
            }
            pendingFrames++;
            lastAt = at;
            putFrame(ring.buffer(), at, type, shard, epoch, wanted);
            putPayload(ring.buffer(), at, head, headLength, payload, offset, length);
        } else {
            lastAt = NO_ROOM;
            at = claimInOverflow(framed);
            if (at == NO_ROOM) {
                writer.fence("a core has more under way than " + Overflow.BYTES_MAX + " bytes");
                return FENCED;
            }
            putFrame(overflow.buffer(), at, type, shard, epoch, wanted);
            putPayload(overflow.buffer(), at, head, headLength, payload, offset, length);
        }
        stepBytes += framed;
        handOver += framed;
        if (durability == Durability.SYNC) {
            syncUpTo = handOver;
        }
        return appended[shard] = behind;
    }

    @Override
    public boolean extend(
            int shard, int type, Durability durability, DirectBuffer more, int offset, int length) {
        UnsafeBuffer buffer = ring.buffer();
        int at = lastAt;
        if (at == NO_ROOM
                || FrameFlyweight.type(buffer, at) != type
                || FrameFlyweight.shard(buffer, at) != shard
                || writer.isFenced()) {
            return false;
        }
        more.boundsCheck(offset, length);
        int end = FrameFlyweight.length(buffer, at);
        int grown = FrameFlyweight.align(end + length) - FrameFlyweight.align(end);
        if (end + length > FrameFlyweight.HEADER_BYTES + maxPayloadBytes
                || (grown > 0 && !ring.claimMore(grown))) {
            return false;
        }
        if (grown > 0) {
            FrameFlyweight.clearEnd(buffer, at, end + length);
        }
        FrameFlyweight.putLength(buffer, at, end + length);
        buffer.putBytes(at + end, more, offset, length);
        stepBytes += grown;
        handOver += grown;
        appended[shard] += grown;
        if (durability == Durability.SYNC) {
            syncUpTo = handOver;
        }
        return true;
    }

    private int claimInOverflow(int framed) {
        boolean isFirst = overflow.isEmpty();
        if (stepBytes == 0) {
            stepAt = NO_ROOM;
            overflow.beginStep();
        }
        int at = overflow.claim(framed);
        if (isFirst && at != NO_ROOM) {
            writer.fellBehind();
        }
        return at;
    }

    private static void putPayload(
            MutableDirectBuffer to,
            int at,
            DirectBuffer head,
            int headLength,
            DirectBuffer payload,
            int offset,
            int length) {
        to.putBytes(at + FrameFlyweight.HEADER_BYTES, head, 0, headLength);
        to.putBytes(at + FrameFlyweight.HEADER_BYTES + headLength, payload, offset, length);
    }

    /** All but the payload, which comes next. */
    private void putFrame(
            MutableDirectBuffer to, int at, int type, int shard, int epoch, int length) {
        int frameBytes = FrameFlyweight.HEADER_BYTES + length;
        FrameFlyweight.clearEnd(to, at, frameBytes);
        FrameFlyweight.putHeader(to, at, frameBytes, type, shard, epoch, appended[shard]);
    }

    @Override
    public int maxPayloadBytes() {
        return maxPayloadBytes;
    }

    @Override
    public boolean isBehind() {
        return !overflow.isEmpty();
    }

    @Override
    public boolean isCrowded() {
        return overflow.sizeBytes() >= Overflow.CROWDED_BYTES;
    }

    @Override
    public boolean needsCpu() {
        return writer.needsCpuOfCores() && syncUpTo > ring.committed();
    }

    @Override
    public long appended(int shard) {
        return appended[shard];
    }

    @Override
    public long written(int shard) {
        return positions.written(shard);
    }

    @Override
    public long committed(int shard) {
        return positions.committed(shard);
    }

    @Override
    public long handOver() {
        return handOver;
    }

    @Override
    public long reached(Durability durability) {
        return switch (durability) {
            case SYNC -> ring.committed();
            case INTERVAL -> ring.written();
            case MEMORY -> handOver;
        };
    }

    @Override
    public int doWork() {
        if (stepBytes > 0) {
            endStep();
            appendedCell.setRelease(handOver);
        }
        if (!overflow.isEmpty()) {
            moveOverflow();
            overflowCell.setRelease(overflow.sizeBytes());
            if (overflow.isEmpty()) {
                writer.caughtUp();
            }
        }
        if (publishable == published) {
            return 0;
        }
        int frames = pendingFrames;
        pendingFrames = 0;
        published = publishable;
        ring.publish(published, syncUpTo);
        writer.wakeIfAsleep();
        return frames;
    }

    /** Appended and not yet committed. Any thread. */
    long uncommittedBytes() {
        long committed = ring.committed();
        return Math.max(0, appendedCell.getAcquire() - committed);
    }

    /** Appended and without room in the ring. Any thread. */
    long overflowBytes() {
        return overflowCell.getAcquire();
    }

    private void endStep() {
        lastAt = NO_ROOM;
        if (stepAt == NO_ROOM) {
            overflow.noteStep(stepBytes);
        } else {
            FrameFlyweight.noteStep(ring.buffer(), stepAt, stepBytes);
            moves(overflow.sizeBytes(), stepBytes);
        }
        stepBytes = 0;
    }

    /** Of the step whose frames come next there is so much in the overflow. */
    private void moves(int bytes, int ofStepBytes) {
        movingBytes = bytes;
        isMovingLong = ofStepBytes > wholeStepBytes;
        if (movingBytes == 0 || isMovingLong) {
            publishable = ring.claimed();
        }
    }

    private void moveOverflow() {
        while (!overflow.isEmpty()) {
            if (movingBytes == 0) {
                int next = overflow.stepBytesAtHead();
                moves(next, next);
            }
            int moved = overflow.moveFrame(ring);
            if (moved == 0) {
                return;
            }
            pendingFrames++;
            movingBytes -= moved;
            if (movingBytes == 0 || isMovingLong) {
                publishable = ring.claimed();
            }
        }
    }
}

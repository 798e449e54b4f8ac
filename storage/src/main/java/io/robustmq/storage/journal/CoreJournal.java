package io.robustmq.storage.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.journal.concurrent.AppendRing;
import io.robustmq.storage.journal.concurrent.StreamPositions;
import io.robustmq.storage.journal.concurrent.WriterState;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A core's end of the journal: frames are built in the ring that the writer hands to the disk, so a
 * payload is copied once. What one step appends beyond the ring's room waits in an overflow, so
 * that a step is never half appended; {@link #isBehind} then asks for no further steps. Owned by
 * that core's thread.
 */
final class CoreJournal implements ReplicatedJournal {
    /** A frame takes at most this part of the ring, so that several always fit. */
    private static final int RING_SHARE = 8;

    private static final int NO_ROOM = -1;

    private final AppendRing ring;
    private final StreamPositions positions;
    private final WriterState writer;
    private final CRC32C crc = new CRC32C();
    private final long[] appended;
    private final int maxPayloadBytes;
    private final Overflow overflow;
    private final UnsafeBuffer noHead = new UnsafeBuffer(new byte[0]);
    private final UnsafeBuffer truncation = new UnsafeBuffer(new byte[Long.BYTES]);
    private int pendingFrames;
    private long handOver;
    private long syncUpTo;

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
    }

    /** The longest payload that a ring of this size takes. */
    static int maxPayloadBytes(int ringBytes) {
        return Math.min(ringBytes / RING_SHARE, FrameFlyweight.BYTES_MAX)
                - FrameFlyweight.HEADER_BYTES;
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
    public long truncate(int shard, long position, int epoch) {
        assert position >= 0 && position <= appended[shard];
        truncation.putLong(0, position, LITTLE_ENDIAN);
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
                Long.BYTES);
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
            pendingFrames++;
            putPayload(ring.buffer(), at, head, headLength, payload, offset, length);
            putFrame(ring.buffer(), ring.bytes(), at, type, shard, epoch, wanted);
        } else {
            boolean isFirst = overflow.isEmpty();
            at = overflow.claim(framed);
            if (at == Overflow.NO_ROOM) {
                writer.fence("a core has more under way than " + Overflow.BYTES_MAX + " bytes");
                return FENCED;
            }
            if (isFirst) {
                writer.fellBehind();
            }
            putPayload(overflow.buffer(), at, head, headLength, payload, offset, length);
            putFrame(overflow.buffer(), overflow.bytes(), at, type, shard, epoch, wanted);
        }
        handOver += framed;
        if (durability == Durability.SYNC) {
            syncUpTo = handOver;
        }
        return appended[shard] = behind;
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

    private void putFrame(
            MutableDirectBuffer to,
            ByteBuffer bytes,
            int at,
            int type,
            int shard,
            int epoch,
            int length) {
        int frameBytes = FrameFlyweight.HEADER_BYTES + length;
        FrameFlyweight.putHeader(to, at, frameBytes, type, shard, epoch, appended[shard]);
        FrameFlyweight.clearPadding(to, at, frameBytes);
        FrameFlyweight.seal(to, bytes, at, crc);
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
        boolean wasBehind = isBehind();
        int frames = pendingFrames + overflow.moveTo(ring);
        if (wasBehind && !isBehind()) {
            writer.caughtUp();
        }
        if (frames > 0) {
            pendingFrames = 0;
            ring.publish(syncUpTo);
            writer.wakeIfAsleep();
            appendedCell.setRelease(handOver);
            overflowCell.setRelease(overflow.sizeBytes());
        }
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
}

package io.robustmq.storage.journal;

import io.robustmq.storage.journal.concurrent.AppendRing;
import io.robustmq.storage.journal.concurrent.StreamPositions;
import io.robustmq.storage.journal.concurrent.WriterState;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/**
 * A core's end of the journal: frames are built in the ring that the writer hands to the disk, so a
 * payload is copied once. Owned by that core's thread.
 */
final class CoreJournal implements Journal {
    /** A frame takes at most this part of the ring, so that several always fit. */
    private static final int RING_SHARE = 8;

    private final AppendRing ring;
    private final StreamPositions positions;
    private final WriterState writer;
    private final CRC32C crc = new CRC32C();
    private final long[] appended;
    private final int maxPayloadBytes;
    private int pendingFrames;
    private long syncUpTo;

    CoreJournal(AppendRing ring, StreamPositions positions, WriterState writer, long[] start) {
        this.ring = ring;
        this.positions = positions;
        this.writer = writer;
        this.appended = start.clone();
        this.maxPayloadBytes = maxPayloadBytes(ring.capacityBytes());
    }

    /** The longest payload that a ring of this size takes. */
    static int maxPayloadBytes(int ringBytes) {
        return ringBytes / RING_SHARE - FrameFlyweight.HEADER_BYTES;
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
        payload.boundsCheck(offset, length);
        long behind = appended[shard] + FrameFlyweight.framedBytes(length);
        return appendFrame(shard, type, 0, behind, durability, payload, offset, length);
    }

    private long appendFrame(
            int shard,
            int type,
            int epoch,
            long behind,
            Durability durability,
            DirectBuffer payload,
            int offset,
            int length) {
        if (length > maxPayloadBytes) {
            throw new IllegalArgumentException(
                    "a payload of " + length + " bytes; a frame takes " + maxPayloadBytes);
        }
        if (writer.isFenced()) {
            return FENCED;
        }
        int at = ring.claim(FrameFlyweight.framedBytes(length));
        if (at < 0) {
            return BACK_PRESSURED;
        }
        int frameBytes = FrameFlyweight.HEADER_BYTES + length;
        FrameFlyweight.putHeader(
                ring.buffer(), at, frameBytes, type, shard, epoch, appended[shard]);
        ring.buffer().putBytes(at + FrameFlyweight.HEADER_BYTES, payload, offset, length);
        FrameFlyweight.clearPadding(ring.buffer(), at, frameBytes);
        FrameFlyweight.seal(ring.buffer(), ring.bytes(), at, crc);
        pendingFrames++;
        if (durability == Durability.SYNC) {
            syncUpTo = ring.claimed();
        }
        return appended[shard] = behind;
    }

    @Override
    public int maxPayloadBytes() {
        return maxPayloadBytes;
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
        return ring.claimed();
    }

    @Override
    public long reached(Durability durability) {
        return switch (durability) {
            case SYNC -> ring.committed();
            case INTERVAL -> ring.written();
            case MEMORY -> ring.claimed();
        };
    }

    @Override
    public int doWork() {
        int frames = pendingFrames;
        if (frames > 0) {
            pendingFrames = 0;
            ring.publish(syncUpTo);
            writer.wakeIfAsleep();
        }
        return frames;
    }
}

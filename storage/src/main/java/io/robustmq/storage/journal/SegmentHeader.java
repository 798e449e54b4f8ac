package io.robustmq.storage.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the beginning of a segment file: which piece of the journal it is, where the piece
 * before it ended, and where every shard's stream had got to.
 *
 * <pre>
 * 0        8         12       16          24             28       32            40           48       52
 * | magic  | version | shards | segmentId | segmentBytes | epoch  | previousEnd | reused: 8  | crc32c | (reserved)
 * 56: shards × { nextShardPosition: 8 bytes }
 * </pre>
 *
 * <p>Little-endian. {@code crc32c} covers all of the header with the checksum itself as 0.
 *
 * @param segmentId counts segments from 0; the segment begins at journal position segmentId ×
 *     segmentBytes
 * @param journalEpoch which opening of the journal wrote it
 * @param previousEnd journal position behind the last frame of the segment before it: all of that
 *     was synced
 * @param isReused whether old bytes of another segment, not zeros, may lie behind the last group
 * @param shardPositions each shard's next position when the segment was begun
 */
record SegmentHeader(
        long segmentId,
        int segmentBytes,
        int journalEpoch,
        long previousEnd,
        boolean isReused,
        long[] shardPositions) {
    static final int VERSION = 1;

    private static final long MAGIC = 0x314c4e524a514d52L; // "RMQJRNL1"
    private static final int VERSION_AT = 8;
    private static final int SHARDS_AT = 12;
    private static final int SEGMENT_ID_AT = 16;
    private static final int SEGMENT_BYTES_AT = 24;
    private static final int EPOCH_AT = 28;
    private static final int PREVIOUS_END_AT = 32;
    private static final int REUSED_AT = 40;
    private static final int CRC_AT = 48;
    private static final int POSITIONS_AT = 56;

    static int bytes(int shards) {
        return POSITIONS_AT + shards * Long.BYTES;
    }

    int bytes() {
        return bytes(shardPositions.length);
    }

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(bytes());
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        buffer.putLong(0, MAGIC, LITTLE_ENDIAN);
        buffer.putInt(VERSION_AT, VERSION, LITTLE_ENDIAN);
        buffer.putInt(SHARDS_AT, shardPositions.length, LITTLE_ENDIAN);
        buffer.putLong(SEGMENT_ID_AT, segmentId, LITTLE_ENDIAN);
        buffer.putInt(SEGMENT_BYTES_AT, segmentBytes, LITTLE_ENDIAN);
        buffer.putInt(EPOCH_AT, journalEpoch, LITTLE_ENDIAN);
        buffer.putLong(PREVIOUS_END_AT, previousEnd, LITTLE_ENDIAN);
        buffer.putLong(REUSED_AT, isReused ? 1 : 0, LITTLE_ENDIAN);
        for (int shard = 0; shard < shardPositions.length; shard++) {
            buffer.putLong(POSITIONS_AT + shard * Long.BYTES, shardPositions[shard], LITTLE_ENDIAN);
        }
        buffer.putInt(CRC_AT, checksum(bytes), LITTLE_ENDIAN);
        return bytes;
    }

    /** Reads a header of a journal of so many shards; null when there is none that is whole. */
    static @Nullable SegmentHeader decode(ByteBuffer bytes, int shards) {
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        if (buffer.capacity() < bytes(shards)
                || buffer.getLong(0, LITTLE_ENDIAN) != MAGIC
                || buffer.getInt(SHARDS_AT, LITTLE_ENDIAN) != shards) {
            return null;
        }
        int crc = buffer.getInt(CRC_AT, LITTLE_ENDIAN);
        buffer.putInt(CRC_AT, 0, LITTLE_ENDIAN);
        if (crc != checksum(bytes.duplicate().position(0).limit(bytes(shards)))) {
            return null;
        }
        long[] positions = new long[shards];
        for (int shard = 0; shard < shards; shard++) {
            positions[shard] = buffer.getLong(POSITIONS_AT + shard * Long.BYTES, LITTLE_ENDIAN);
        }
        return new SegmentHeader(
                buffer.getLong(SEGMENT_ID_AT, LITTLE_ENDIAN),
                buffer.getInt(SEGMENT_BYTES_AT, LITTLE_ENDIAN),
                buffer.getInt(EPOCH_AT, LITTLE_ENDIAN),
                buffer.getLong(PREVIOUS_END_AT, LITTLE_ENDIAN),
                buffer.getLong(REUSED_AT, LITTLE_ENDIAN) != 0,
                positions);
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /** A header whose version this program does not know is not read as if it did. */
    static int version(ByteBuffer bytes) {
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        return buffer.getLong(0, LITTLE_ENDIAN) == MAGIC
                ? buffer.getInt(VERSION_AT, LITTLE_ENDIAN)
                : 0;
    }
}

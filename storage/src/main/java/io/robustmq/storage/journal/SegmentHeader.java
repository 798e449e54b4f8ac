package io.robustmq.storage.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.disk.DiskFile;
import java.io.IOException;
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
 * @param shardPositions each shard's next position when the segment was begun, or {@link #LOST}
 */
record SegmentHeader(
        long segmentId,
        int segmentBytes,
        int journalEpoch,
        long previousEnd,
        boolean isReused,
        long[] shardPositions) {
    static final int VERSION = 1;

    /** In place of a position: the shard lost frames that had been synced, and takes no more. */
    static final long LOST = -1;

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

    /**
     * Reads the header at the beginning of a file; null when there is none that is whole.
     *
     * @throws IOException when the disk fails, or the format is of a version that is not known
     */
    static @Nullable SegmentHeader read(DiskFile file, String name) throws IOException {
        UnsafeBuffer start = new UnsafeBuffer(readStart(file, POSITIONS_AT));
        if (start.getLong(0, LITTLE_ENDIAN) != MAGIC) {
            return null;
        }
        int version = start.getInt(VERSION_AT, LITTLE_ENDIAN);
        if (version != VERSION && version != 0) { // 0: only the magic reached the disk
            throw new IOException(
                    "%s has format version %d; this program reads version %d"
                            .formatted(name, version, VERSION));
        }
        int shards = start.getInt(SHARDS_AT, LITTLE_ENDIAN);
        return shards > 0 && shards < FrameFlyweight.NO_SHARD
                ? decode(readStart(file, bytes(shards)), shards)
                : null;
    }

    private static ByteBuffer readStart(DiskFile file, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(length);
        file.read(0, bytes);
        return bytes.clear();
    }

    private static @Nullable SegmentHeader decode(ByteBuffer bytes, int shards) {
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        int crc = buffer.getInt(CRC_AT, LITTLE_ENDIAN);
        buffer.putInt(CRC_AT, 0, LITTLE_ENDIAN);
        if (crc != checksum(bytes)) {
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
}

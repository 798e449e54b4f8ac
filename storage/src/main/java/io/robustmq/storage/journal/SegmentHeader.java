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
 * 0        8         12       16            20       24
 * | magic  | version | crc32c | headerBytes | shards | features
 * 28       32          40             44             48            56      60
 * | flags  | segmentId | segmentBytes | journalEpoch | previousEnd | keyId | 0: 36
 * 96: shards × { nextShardPosition: 8, epoch: 4, 0: 4 }
 * </pre>
 *
 * <p>Little-endian. {@code crc32c} covers {@code headerBytes} with the checksum itself as 0; these
 * two, magic and version stay where they are in every version, so that another version is known
 * from a damaged header. A bit of {@code features} says that whoever does not know it cannot read
 * the file, one of {@code flags} does not; {@code keyId} is for a journal that is encrypted.
 *
 * @param segmentId counts segments from 0; the segment begins at journal position segmentId ×
 *     segmentBytes
 * @param journalEpoch which opening of the journal wrote it
 * @param previousEnd journal position behind the last frame of the segment before it: all of that
 *     was synced
 * @param isReused whether old bytes of another segment, not zeros, may lie behind the last group
 * @param shardPositions each shard's next position when the segment was begun, or {@link #LOST}
 * @param shardEpochs the epoch of each shard's last frame then; 0 before the first
 */
record SegmentHeader(
        long segmentId,
        int segmentBytes,
        int journalEpoch,
        long previousEnd,
        boolean isReused,
        long[] shardPositions,
        int[] shardEpochs) {
    static final int VERSION = 1;

    /** In place of a position: the shard lost frames that had been synced, and takes no more. */
    static final long LOST = -1;

    /** No header is longer, in any version: what says so is not one. */
    private static final int BYTES_MAX = 4 << 20;

    private static final long MAGIC = 0x314c4e524a514d52L; // "RMQJRNL1"
    private static final int REUSED = 1;
    private static final int VERSION_AT = 8;
    private static final int CRC_AT = 12;
    private static final int HEADER_BYTES_AT = 16;
    private static final int SHARDS_AT = 20;
    private static final int FEATURES_AT = 24;
    private static final int FLAGS_AT = 28;
    private static final int SEGMENT_ID_AT = 32;
    private static final int SEGMENT_BYTES_AT = 40;
    private static final int EPOCH_AT = 44;
    private static final int PREVIOUS_END_AT = 48;
    private static final int STREAMS_AT = 96;
    private static final int STREAM_BYTES = 16;

    static int bytes(int shards) {
        return STREAMS_AT + shards * STREAM_BYTES;
    }

    int bytes() {
        return bytes(shardPositions.length);
    }

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(bytes());
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        buffer.putLong(0, MAGIC, LITTLE_ENDIAN);
        buffer.putInt(VERSION_AT, VERSION, LITTLE_ENDIAN);
        buffer.putInt(HEADER_BYTES_AT, bytes(), LITTLE_ENDIAN);
        buffer.putInt(SHARDS_AT, shardPositions.length, LITTLE_ENDIAN);
        buffer.putInt(FLAGS_AT, isReused ? REUSED : 0, LITTLE_ENDIAN);
        buffer.putLong(SEGMENT_ID_AT, segmentId, LITTLE_ENDIAN);
        buffer.putInt(SEGMENT_BYTES_AT, segmentBytes, LITTLE_ENDIAN);
        buffer.putInt(EPOCH_AT, journalEpoch, LITTLE_ENDIAN);
        buffer.putLong(PREVIOUS_END_AT, previousEnd, LITTLE_ENDIAN);
        for (int shard = 0; shard < shardPositions.length; shard++) {
            int at = STREAMS_AT + shard * STREAM_BYTES;
            buffer.putLong(at, shardPositions[shard], LITTLE_ENDIAN);
            buffer.putLong(at + Long.BYTES, shardEpochs[shard], LITTLE_ENDIAN);
        }
        buffer.putInt(CRC_AT, checksum(bytes), LITTLE_ENDIAN);
        return bytes;
    }

    /**
     * Reads the header at the beginning of a file; null when there is none that is whole.
     *
     * @throws IOException when the disk fails, or a whole header is of a version or has features
     *     that are not known
     */
    static @Nullable SegmentHeader read(DiskFile file, String name) throws IOException {
        UnsafeBuffer start = new UnsafeBuffer(readStart(file, SHARDS_AT));
        int headerBytes = start.getInt(HEADER_BYTES_AT, LITTLE_ENDIAN);
        if (start.getLong(0, LITTLE_ENDIAN) != MAGIC
                || headerBytes < SHARDS_AT
                || headerBytes > BYTES_MAX) {
            return null;
        }
        ByteBuffer bytes = readStart(file, headerBytes);
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        int crc = buffer.getInt(CRC_AT, LITTLE_ENDIAN);
        buffer.putInt(CRC_AT, 0, LITTLE_ENDIAN);
        if (crc != checksum(bytes)) {
            return null;
        }
        requireKnown(buffer, name);
        return decode(buffer, buffer.getInt(SHARDS_AT, LITTLE_ENDIAN));
    }

    private static ByteBuffer readStart(DiskFile file, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(length);
        file.read(0, bytes);
        return bytes.clear();
    }

    private static void requireKnown(UnsafeBuffer buffer, String name) throws IOException {
        int version = buffer.getInt(VERSION_AT, LITTLE_ENDIAN);
        if (version != VERSION) {
            throw new IOException(
                    "%s has format version %d; this program reads version %d"
                            .formatted(name, version, VERSION));
        }
        int features = buffer.getInt(FEATURES_AT, LITTLE_ENDIAN);
        if (features != 0) {
            throw new IOException(
                    "%s needs features that this program does not know: %x"
                            .formatted(name, features));
        }
    }

    private static SegmentHeader decode(UnsafeBuffer buffer, int shards) {
        long[] positions = new long[shards];
        int[] epochs = new int[shards];
        for (int shard = 0; shard < shards; shard++) {
            int at = STREAMS_AT + shard * STREAM_BYTES;
            positions[shard] = buffer.getLong(at, LITTLE_ENDIAN);
            epochs[shard] = buffer.getInt(at + Long.BYTES, LITTLE_ENDIAN);
        }
        return new SegmentHeader(
                buffer.getLong(SEGMENT_ID_AT, LITTLE_ENDIAN),
                buffer.getInt(SEGMENT_BYTES_AT, LITTLE_ENDIAN),
                buffer.getInt(EPOCH_AT, LITTLE_ENDIAN),
                buffer.getLong(PREVIOUS_END_AT, LITTLE_ENDIAN),
                (buffer.getInt(FLAGS_AT, LITTLE_ENDIAN) & REUSED) != 0,
                positions,
                epochs);
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}

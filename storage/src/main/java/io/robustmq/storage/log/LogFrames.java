package io.robustmq.storage.log;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.log.concurrent.TierPiece;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What logs put into the journal: one frame per batch, and what happens to a log as a whole.
 * Little-endian; the batch itself is as Kafka has it.
 *
 * <pre>
 * BATCH     0       8             16                      24        25      26  32
 *           | logId | logPosition | firstUnstableOffset   | version | flags | 0 | batch
 * START     | logId | startOffset | version, 4 | 0, 4 |
 * TIERED    | logId | firstOffset | endOffset | logPosition | batchBytes | maxTimestamp | version, 4 | 0, 4 |
 *           of version 2: | generation | cleanEnd |
 * DELETED   | logId | version, 4 | 0, 4 |
 * </pre>
 *
 * <p>{@code logPosition} is the batch's byte address in its log: the bytes of all batches before
 * it. {@code firstUnstableOffset} is where the earliest transaction began that was open then; −1
 * when none was. Flag 1: the batch gets an entry in the index. A piece of a generation, which
 * compaction made, takes the place of those that it covers.
 */
public final class LogFrames {
    /** A record batch at the log's end. */
    public static final int BATCH = 0x1100;

    /** Everything before a record offset is deleted. */
    public static final int START = 0x1101;

    /** A part of the log is in a tier; the journal's copy is not needed any more. */
    public static final int TIERED = 0x1102;

    /** The log is deleted. */
    public static final int DELETED = 0x1103;

    static final int VERSION = 1;
    static final int BATCH_AT = 32;
    static final int START_BYTES = 24;
    static final int TIERED_BYTES = 56;
    static final int COMPACTED_BYTES = 72;
    static final int COMPACTED_VERSION = 2;
    static final int DELETED_BYTES = 16;
    static final int INDEXED = 1;
    static final long NO_TRANSACTION = -1;

    private static final int VERSION_AT = 24;
    private static final int FLAGS_AT = 25;

    private LogFrames() {}

    /** True for a type that is a log's. */
    public static boolean isOfLog(int type) {
        return type >= BATCH && type <= DELETED;
    }

    static void putBatchHead(
            MutableDirectBuffer to,
            long logId,
            long logPosition,
            long firstUnstableOffset,
            boolean isIndexed) {
        to.putLong(0, logId, LITTLE_ENDIAN);
        to.putLong(8, logPosition, LITTLE_ENDIAN);
        to.putLong(16, firstUnstableOffset, LITTLE_ENDIAN);
        to.putLong(VERSION_AT, 0, LITTLE_ENDIAN);
        to.putByte(VERSION_AT, (byte) VERSION);
        to.putByte(FLAGS_AT, (byte) (isIndexed ? INDEXED : 0));
    }

    static int putStart(MutableDirectBuffer to, long logId, long startOffset) {
        to.putLong(0, logId, LITTLE_ENDIAN);
        to.putLong(8, startOffset, LITTLE_ENDIAN);
        to.putLong(16, VERSION, LITTLE_ENDIAN);
        return START_BYTES;
    }

    static int putTiered(MutableDirectBuffer to, long logId, TierPiece piece) {
        to.putLong(0, logId, LITTLE_ENDIAN);
        to.putLong(8, piece.firstOffset(), LITTLE_ENDIAN);
        to.putLong(16, piece.endOffset(), LITTLE_ENDIAN);
        to.putLong(24, piece.logPosition(), LITTLE_ENDIAN);
        to.putLong(32, piece.batchBytes(), LITTLE_ENDIAN);
        to.putLong(40, piece.maxTimestamp(), LITTLE_ENDIAN);
        to.putLong(48, VERSION, LITTLE_ENDIAN);
        if (piece.generation() == 0) {
            return TIERED_BYTES;
        }
        to.putLong(48, COMPACTED_VERSION, LITTLE_ENDIAN);
        to.putLong(56, piece.generation(), LITTLE_ENDIAN);
        to.putLong(64, piece.cleanEnd(), LITTLE_ENDIAN);
        return COMPACTED_BYTES;
    }

    static int putDeleted(MutableDirectBuffer to, long logId) {
        to.putLong(0, logId, LITTLE_ENDIAN);
        to.putLong(8, VERSION, LITTLE_ENDIAN);
        return DELETED_BYTES;
    }

    static long logId(DirectBuffer payload, int at) {
        return payload.getLong(at, LITTLE_ENDIAN);
    }

    static long logPosition(DirectBuffer payload, int at) {
        return payload.getLong(at + 8, LITTLE_ENDIAN);
    }

    static long firstUnstableOffset(DirectBuffer payload, int at) {
        return payload.getLong(at + 16, LITTLE_ENDIAN);
    }

    static boolean isIndexed(DirectBuffer payload, int at) {
        return (payload.getByte(at + FLAGS_AT) & INDEXED) != 0;
    }

    static long startOffset(DirectBuffer payload, int at) {
        return payload.getLong(at + 8, LITTLE_ENDIAN);
    }

    static TierPiece tiered(DirectBuffer payload, int at) {
        long firstOffset = payload.getLong(at + 8, LITTLE_ENDIAN);
        boolean isCompacted = payload.getInt(at + 48, LITTLE_ENDIAN) == COMPACTED_VERSION;
        return new TierPiece(
                firstOffset,
                payload.getLong(at + 16, LITTLE_ENDIAN),
                payload.getLong(at + 24, LITTLE_ENDIAN),
                payload.getLong(at + 32, LITTLE_ENDIAN),
                payload.getLong(at + 40, LITTLE_ENDIAN),
                isCompacted ? payload.getLong(at + 56, LITTLE_ENDIAN) : 0,
                isCompacted ? payload.getLong(at + 64, LITTLE_ENDIAN) : firstOffset,
                0);
    }

    /**
     * @throws IllegalArgumentException when a later program wrote the frame
     */
    static void checkVersion(int type, DirectBuffer payload, int at) {
        int version =
                switch (type) {
                    case BATCH -> payload.getByte(at + VERSION_AT);
                    case START -> payload.getInt(at + 16, LITTLE_ENDIAN);
                    case TIERED -> payload.getInt(at + 48, LITTLE_ENDIAN);
                    default -> payload.getInt(at + 8, LITTLE_ENDIAN);
                };
        boolean isKnown = type == TIERED && version == COMPACTED_VERSION;
        if (version != VERSION && !isKnown) {
            throw new IllegalArgumentException(
                    "a frame of a log has format version %d; this program reads version %d"
                            .formatted(version, VERSION));
        }
    }
}

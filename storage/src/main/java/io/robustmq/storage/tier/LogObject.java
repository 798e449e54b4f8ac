package io.robustmq.storage.tier;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a sealed part of one log looks in a tier: a header, whole record batches as they were kept,
 * and an index. Little-endian but for the batches.
 *
 * <pre>
 * 0       8         12           16      24            32          40            48
 * | magic | version | indexCount | logId | firstOffset | endOffset | logPosition | batchBytes |
 * 56             64           68         72          76  80
 * | maxTimestamp | batchesCrc | indexCrc | headerCrc | 0 | batches | indexCount × index entry |
 *
 * index entry:  0              8            16                    24
 *               | recordOffset | position   | maxTimestampBefore  |
 * </pre>
 *
 * <p>Record offsets from {@code firstOffset} to before {@code endOffset} without a gap; in version
 * 2, which compaction makes, there may be gaps, and the last batch ends at {@code endOffset}.
 * {@code logPosition} is the first batch's byte address in its log. {@code position} is a batch's
 * in the object; {@code maxTimestampBefore} the highest of the log's batches before it. {@code
 * headerCrc} covers what is before it.
 */
public final class LogObject {
    public static final int VERSION = 1;

    /** Of an object in which record offsets have gaps, since it was compacted. */
    public static final int COMPACTED_VERSION = 2;

    public static final int HEADER_BYTES = 80;
    public static final int ENTRY_BYTES = 24;

    private static final long MAGIC = 0x31474f4c514d52L; // "RMQLOG1" and a zero
    private static final int HEADER_CRC_AT = 72;

    private LogObject() {}

    /**
     * What the header says.
     *
     * @param maxTimestamp the highest of its batches, milliseconds since 1970
     */
    public record Header(
            int indexCount,
            long logId,
            long firstOffset,
            long endOffset,
            long logPosition,
            long batchBytes,
            long maxTimestamp,
            int batchesCrc,
            int indexCrc) {
        /** Where the index begins. */
        public long indexPosition() {
            return HEADER_BYTES + batchBytes;
        }

        public long objectBytes() {
            return indexPosition() + (long) indexCount * ENTRY_BYTES;
        }
    }

    /** The object's name: of the same log and record offsets there is only one. */
    public static String nameOf(long logId, long firstOffset, long endOffset) {
        return nameOf(logId, firstOffset, endOffset, 0);
    }

    /**
     * The name of one that was compacted.
     *
     * @param generation 0: it was not
     */
    public static String nameOf(long logId, long firstOffset, long endOffset, long generation) {
        String plain = String.format("log-%016x-%020d-%020d", logId, firstOffset, endOffset);
        return generation == 0 ? plain : plain + "-" + generation;
    }

    /** Puts the header in front of what is complete behind it. */
    static void putHeader(ByteBuffer object, int version, Header header) {
        object.order(LITTLE_ENDIAN);
        object.putLong(0, MAGIC).putInt(8, version).putInt(12, header.indexCount());
        object.putLong(16, header.logId()).putLong(24, header.firstOffset());
        object.putLong(32, header.endOffset()).putLong(40, header.logPosition());
        object.putLong(48, header.batchBytes()).putLong(56, header.maxTimestamp());
        object.putInt(64, header.batchesCrc()).putInt(68, header.indexCrc());
        object.putInt(HEADER_CRC_AT, crc(object, 0, HEADER_CRC_AT)).putInt(76, 0);
    }

    static int crc(ByteBuffer bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(to).position(from));
        return (int) crc.getValue();
    }

    /**
     * Reads the header of an object.
     *
     * @param object its first {@link #HEADER_BYTES}
     * @throws IOException when it is none, or of a version that this program does not know
     */
    public static Header header(String name, ByteBuffer object) throws IOException {
        object.order(LITTLE_ENDIAN);
        if (object.limit() < HEADER_BYTES || object.getLong(0) != MAGIC) {
            throw new IOException(name + " is no part of a log");
        }
        if (object.getInt(8) != VERSION && object.getInt(8) != COMPACTED_VERSION) {
            throw new IOException(
                    "%s has format version %d; this program reads versions 1 and %d"
                            .formatted(name, object.getInt(8), COMPACTED_VERSION));
        }
        if (object.getInt(HEADER_CRC_AT) != crc(object, 0, HEADER_CRC_AT)) {
            throw new IOException("the header of " + name + " is damaged");
        }
        return new Header(
                object.getInt(12),
                object.getLong(16),
                object.getLong(24),
                object.getLong(32),
                object.getLong(40),
                object.getLong(48),
                object.getLong(56),
                object.getInt(64),
                object.getInt(68));
    }

    /**
     * Checks a whole object, byte by byte.
     *
     * @throws IOException that says what is wrong
     */
    public static Header verify(String name, ByteBuffer object) throws IOException {
        Header header = header(name, object);
        if (object.limit() != header.objectBytes()) {
            throw new IOException(
                    "%s has %d bytes; its header says %d"
                            .formatted(name, object.limit(), header.objectBytes()));
        }
        int indexAt = (int) header.indexPosition();
        if (crc(object, HEADER_BYTES, indexAt) != header.batchesCrc()) {
            throw new IOException("the batches of " + name + " are damaged");
        }
        if (crc(object, indexAt, object.limit()) != header.indexCrc()) {
            throw new IOException("the index of " + name + " is damaged");
        }
        return header;
    }
}

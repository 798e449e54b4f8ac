package io.robustmq.codec.kafka;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * View over one record batch of version 2; valid as long as the bytes below are. Big-endian.
 *
 * <pre>
 * 0            8             12            16      17       21           23
 * | baseOffset | batchLength | leaderEpoch | magic | crc32c | attributes | lastOffsetDelta |
 * 27              35             43           51              53             57            61
 * | baseTimestamp | maxTimestamp | producerId | producerEpoch | baseSequence | recordCount | records
 * </pre>
 *
 * <p>{@code batchLength} counts what is behind it; {@code crc32c} covers everything from {@code
 * attributes} to the end, so that a log may set base offset and leader epoch without touching it.
 */
public final class RecordBatchFlyweight {
    public static final int BASE_OFFSET_AT = 0;
    public static final int BATCH_LENGTH_AT = 8;
    public static final int LEADER_EPOCH_AT = 12;
    public static final int MAGIC_AT = 16;
    public static final int CRC_AT = 17;
    public static final int ATTRIBUTES_AT = 21;
    public static final int LAST_OFFSET_DELTA_AT = 23;
    public static final int BASE_TIMESTAMP_AT = 27;
    public static final int MAX_TIMESTAMP_AT = 35;
    public static final int PRODUCER_ID_AT = 43;
    public static final int PRODUCER_EPOCH_AT = 51;
    public static final int BASE_SEQUENCE_AT = 53;
    public static final int RECORD_COUNT_AT = 57;
    public static final int RECORDS_AT = 61;

    /** Bytes of the two fields that {@code batchLength} does not count. */
    public static final int PREFIX_BYTES = BATCH_LENGTH_AT + Integer.BYTES;

    public static final byte MAGIC = 2;

    /** In place of a producer id: the batch is of no idempotent producer. */
    public static final long NO_PRODUCER = -1;

    /**
     * In place of a producer id: the broker made the batch, of a message of another protocol. Below
     * are ids of its own streams of numbered ones. Clients take all of them for none.
     */
    public static final long OF_BROKER = -2;

    /** Of a number in a stream of the broker's; the epoch has those above. */
    public static final int SEQUENCE_BITS = 31;

    /** Bits of the attributes. */
    public static final int COMPRESSION_MASK = 0x07;

    static final int LOG_APPEND_TIME = 0x08;
    static final int TRANSACTIONAL = 0x10;
    static final int CONTROL = 0x20;

    /** Bits of the attributes. */
    public static final int DELETE_HORIZON = 0x40;

    private DirectBuffer buffer;
    private int at;

    public RecordBatchFlyweight(DirectBuffer buffer, int at) {
        this.buffer = buffer;
        this.at = at;
    }

    /** Looks at another batch; nothing is checked. */
    public RecordBatchFlyweight wrap(DirectBuffer other, int offset) {
        buffer = other;
        at = offset;
        return this;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    /** Where in {@link #buffer} the batch begins. */
    public int offset() {
        return at;
    }

    /** Size of the whole batch. */
    public int sizeBytes() {
        return sizeBytes(buffer, at);
    }

    /** Size of the batch that begins there, as it says itself. */
    public static int sizeBytes(DirectBuffer buffer, int at) {
        return PREFIX_BYTES + buffer.getInt(at + BATCH_LENGTH_AT, BIG_ENDIAN);
    }

    /** Record offset of the first record. */
    public long baseOffset() {
        return baseOffset(buffer, at);
    }

    public static long baseOffset(DirectBuffer buffer, int at) {
        return buffer.getLong(at + BASE_OFFSET_AT, BIG_ENDIAN);
    }

    /** Record offset behind the last record. */
    public long endOffset() {
        return endOffset(buffer, at);
    }

    public static long endOffset(DirectBuffer buffer, int at) {
        return baseOffset(buffer, at) + lastOffsetDelta(buffer, at) + 1;
    }

    /** Reign of the leader that appended it. */
    public int leaderEpoch() {
        return buffer.getInt(at + LEADER_EPOCH_AT, BIG_ENDIAN);
    }

    public byte magic() {
        return buffer.getByte(at + MAGIC_AT);
    }

    public int crc() {
        return buffer.getInt(at + CRC_AT, BIG_ENDIAN);
    }

    public int attributes() {
        return buffer.getShort(at + ATTRIBUTES_AT, BIG_ENDIAN);
    }

    /** {@link Compression} by its number; 5 to 7 mean nothing. */
    public int compression() {
        return attributes() & COMPRESSION_MASK;
    }

    /** The broker's clock is in {@link #maxTimestamp}, not the producer's. */
    public boolean isLogAppendTime() {
        return (attributes() & LOG_APPEND_TIME) != 0;
    }

    public boolean isTransactional() {
        return (attributes() & TRANSACTIONAL) != 0;
    }

    /** A transaction's marker, which is no consumer's to see. */
    public boolean isControl() {
        return (attributes() & CONTROL) != 0;
    }

    /** The base timestamp is the time from which tombstones may go. */
    public boolean hasDeleteHorizon() {
        return (attributes() & DELETE_HORIZON) != 0;
    }

    public int lastOffsetDelta() {
        return lastOffsetDelta(buffer, at);
    }

    public static int lastOffsetDelta(DirectBuffer buffer, int at) {
        return buffer.getInt(at + LAST_OFFSET_DELTA_AT, BIG_ENDIAN);
    }

    /** Milliseconds since 1970, or −1. */
    public long baseTimestamp() {
        return buffer.getLong(at + BASE_TIMESTAMP_AT, BIG_ENDIAN);
    }

    /** Milliseconds since 1970, or −1. */
    public long maxTimestamp() {
        return maxTimestamp(buffer, at);
    }

    public static long maxTimestamp(DirectBuffer buffer, int at) {
        return buffer.getLong(at + MAX_TIMESTAMP_AT, BIG_ENDIAN);
    }

    /** The broker made it: {@link #OF_BROKER} or below. */
    public boolean isOfBroker() {
        return producerId() <= OF_BROKER;
    }

    /** Somebody's, and numbered: an idempotent producer's, or of a stream of the broker's. */
    public boolean isNumbered() {
        long id = producerId();
        return id != NO_PRODUCER && id != OF_BROKER;
    }

    /**
     * The batch's number in its stream of the broker's: epoch and sequence together, 46 bits. It
     * grows, with gaps.
     */
    public long streamNumber() {
        return streamNumber(producerEpoch(), baseSequence());
    }

    public static long streamNumber(short epoch, int sequence) {
        return (long) epoch << SEQUENCE_BITS | sequence;
    }

    /** {@link #NO_PRODUCER} without idempotence. */
    public long producerId() {
        return buffer.getLong(at + PRODUCER_ID_AT, BIG_ENDIAN);
    }

    public short producerEpoch() {
        return buffer.getShort(at + PRODUCER_EPOCH_AT, BIG_ENDIAN);
    }

    /** The first record's sequence number of its producer; −1 without. */
    public int baseSequence() {
        return buffer.getInt(at + BASE_SEQUENCE_AT, BIG_ENDIAN);
    }

    /** The last record's sequence number: behind the highest int comes 0. */
    public int lastSequence() {
        return sequence(baseSequence(), lastOffsetDelta());
    }

    /** The sequence number so many behind another. */
    public static int sequence(int base, int delta) {
        return (int) ((base + (long) delta) & Integer.MAX_VALUE);
    }

    public int recordCount() {
        return buffer.getInt(at + RECORD_COUNT_AT, BIG_ENDIAN);
    }

    /** Gives a batch its place in a log; the checksum stays as it is. */
    public static void patch(MutableDirectBuffer buffer, int at, long baseOffset, int leaderEpoch) {
        buffer.putLong(at + BASE_OFFSET_AT, baseOffset, BIG_ENDIAN);
        buffer.putInt(at + LEADER_EPOCH_AT, leaderEpoch, BIG_ENDIAN);
    }

    /**
     * Makes the broker's clock the time of all records, as topics of LogAppendTime want it; the one
     * case in which a batch gets another checksum.
     *
     * @param nowMs milliseconds since 1970
     */
    public static void stamp(MutableDirectBuffer buffer, int at, long nowMs, BatchCrc crc) {
        int attributes = buffer.getShort(at + ATTRIBUTES_AT, BIG_ENDIAN) | LOG_APPEND_TIME;
        buffer.putShort(at + ATTRIBUTES_AT, (short) attributes, BIG_ENDIAN);
        buffer.putLong(at + MAX_TIMESTAMP_AT, nowMs, BIG_ENDIAN);
        int checksum = crc.ofBatch(buffer, at, sizeBytes(buffer, at));
        buffer.putInt(at + CRC_AT, checksum, BIG_ENDIAN);
    }
}

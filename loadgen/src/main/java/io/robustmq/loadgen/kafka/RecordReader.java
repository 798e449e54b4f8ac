package io.robustmq.loadgen.kafka;

import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.loadgen.rig.Arrivals;
import io.robustmq.loadgen.rig.Stamp;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/**
 * Reads the records of a batch as they come, a whole one at a time, and hands their stamps on.
 *
 * <pre>
 *   | length | attributes, 1 | timestamp delta | offset delta | key length | key | value length | value | headers
 * </pre>
 *
 * <p>Lengths and deltas are zig-zag numbers of variable length.
 */
@OwnedBy(Core.class)
final class RecordReader {
    private static final int VARINT_BYTES_MAX = 10;

    private final Arrivals arrivals;
    private long baseOffset;
    private long firstOffset;

    // The number read last, and what is behind it.
    private long value;
    private int next;

    RecordReader(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    /**
     * A batch begins.
     *
     * @param from records before this offset were not asked for
     */
    void begin(long base, long from) {
        baseOffset = base;
        firstOffset = from;
    }

    /**
     * Reads all whole records that are there.
     *
     * @return their bytes
     */
    int read(DirectBuffer buffer, int offset, int available, long nowNs) throws KafkaViolation {
        int end = offset + available;
        int at = offset;
        while (varint(buffer, at, end)) {
            long length = value;
            if (length < 0 || length > Integer.MAX_VALUE) {
                throw new KafkaViolation("a record of " + length + " bytes");
            }
            if (length > end - next) {
                break;
            }
            int recordEnd = next + (int) length;
            record(buffer, next, recordEnd, nowNs);
            at = recordEnd;
        }
        return at - offset;
    }

    private void record(DirectBuffer buffer, int at, int end, long nowNs) {
        boolean isWhole = at < end && varint(buffer, at + 1, end) && varint(buffer, next, end);
        long recordOffset = baseOffset + value;
        if (isWhole && recordOffset < firstOffset) {
            return;
        }
        isWhole = isWhole && varint(buffer, next, end);
        int valueLengthAt = next + (int) Math.max(value, 0);
        if (!isWhole
                || !varint(buffer, valueLengthAt, end)
                || value != arrivals.payloadBytes()
                || value > end - next) {
            arrivals.onCorrupt();
            return;
        }
        arrivals.onMessage(Stamp.word(buffer, next), Stamp.intendedNs(buffer, next), nowNs);
    }

    private boolean varint(DirectBuffer buffer, int at, int end) {
        long raw = 0;
        for (int i = 0; i < VARINT_BYTES_MAX && at + i < end; i++) {
            byte read = buffer.getByte(at + i);
            raw |= (read & 0x7fL) << (7 * i);
            if (read >= 0) {
                value = (raw >>> 1) ^ -(raw & 1);
                next = at + i + 1;
                return true;
            }
        }
        return false;
    }
}

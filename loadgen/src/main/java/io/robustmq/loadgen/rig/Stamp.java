package io.robustmq.loadgen.rig;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The first 16 bytes of every payload, by which a receiver knows what was lost, doubled, reordered
 * or late. Little-endian.
 *
 * <pre>
 *   0                                        8                 16
 *   | run : 8 | publisher : 20 | sequence : 36 | intended send ns | filling …
 * </pre>
 *
 * The run number keeps leftovers of earlier runs apart. Intended send times are {@link
 * System#nanoTime()} of this process; whoever sends without a schedule stamps the time of sending.
 */
public final class Stamp {
    public static final int BYTES = 16;
    public static final int INTENDED_AT = 8;
    public static final int MAX_PUBLISHERS = 1 << 20;

    private static final int SEQUENCE_BITS = 36;
    private static final int PUBLISHER_BITS = 20;
    private static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;

    private Stamp() {}

    /**
     * @return the word of sequence 0; add the sequence to it
     */
    public static long base(int run, int publisher) {
        return streamOf(run, publisher) << SEQUENCE_BITS;
    }

    /** Run and publisher as one number, as {@link #stream} reads it back. */
    static long streamOf(int run, int publisher) {
        return (long) (run & 0xff) << PUBLISHER_BITS | publisher;
    }

    static long stream(long word) {
        return word >>> SEQUENCE_BITS;
    }

    static long sequence(long word) {
        return word & SEQUENCE_MASK;
    }

    public static void write(MutableDirectBuffer buffer, int at, long word, long intendedNs) {
        buffer.putLong(at, word, LITTLE_ENDIAN);
        buffer.putLong(at + INTENDED_AT, intendedNs, LITTLE_ENDIAN);
    }

    public static long word(DirectBuffer buffer, int at) {
        return buffer.getLong(at, LITTLE_ENDIAN);
    }

    public static long intendedNs(DirectBuffer buffer, int at) {
        return buffer.getLong(at + INTENDED_AT, LITTLE_ENDIAN);
    }
}

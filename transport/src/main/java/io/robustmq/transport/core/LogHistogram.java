package io.robustmq.transport.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How often values of each magnitude occurred: bucket b counts 2^(b−1) to 2^b − 1, bucket 0 counts
 * 0 and below. One thread writes, any thread reads; wait-free on both sides. Readers see each
 * bucket's recent count, buckets may be of slightly different moments.
 */
public final class LogHistogram {
    /** Enough for every long: the largest is in bucket 63. */
    public static final int BUCKETS = 64;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** Two cache lines at each end keep other cores' writes away. */
    private static final int PADDING_LONGS = 16;

    private static final int SUM_AT = PADDING_LONGS + BUCKETS;

    private final long[] cells = new long[BUCKETS + 1 + 2 * PADDING_LONGS];

    /** The owner's thread only. */
    public void record(long value) {
        record(value, 1);
    }

    /** The owner's thread only: the same value so many times, at the cost of one. */
    public void record(long value, long times) {
        int bucket = value <= 0 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(value);
        add(PADDING_LONGS + bucket, times);
        add(SUM_AT, value * times);
    }

    private void add(int at, long amount) {
        CELL.setOpaque(cells, at, cells[at] + amount);
    }

    /** Any thread. */
    public long count(int bucket) {
        return (long) CELL.getOpaque(cells, PADDING_LONGS + bucket);
    }

    /** Any thread: the sum of all values recorded. */
    public long sum() {
        return (long) CELL.getOpaque(cells, SUM_AT);
    }

    /** The largest value counted in a bucket. */
    public static long upperBound(int bucket) {
        return (1L << bucket) - 1;
    }
}

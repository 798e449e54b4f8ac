package io.robustmq.storage.log;

/**
 * When old journal is rewritten, and how fast.
 *
 * @param journalBytesMax logs may keep so much of the journal
 * @param neededPercentMin the oldest part of it is also rewritten when less of it is needed
 * @param moveSegments segments that are rewritten at once: a bound on memory; the more, the larger
 *     the objects of logs that get little
 * @param ioBytesPerSecond read and written at most
 * @param indexSpacingBytes one index entry in an object per so many bytes
 * @param sweepIntervalNs how often the tier is searched for objects that no log has
 * @param compactor what logs that are compacted may take
 */
public record MoverConfig(
        long journalBytesMax,
        int neededPercentMin,
        int moveSegments,
        long ioBytesPerSecond,
        int indexSpacingBytes,
        long sweepIntervalNs,
        CompactorConfig compactor) {
    private static final int PERCENT = 100;

    public MoverConfig {
        require(journalBytesMax >= 0, "journalBytesMax", journalBytesMax);
        require(
                neededPercentMin >= 0 && neededPercentMin <= PERCENT,
                "neededPercentMin",
                neededPercentMin);
        require(moveSegments > 0, "moveSegments", moveSegments);
        require(ioBytesPerSecond > 0, "ioBytesPerSecond", ioBytesPerSecond);
        require(indexSpacingBytes > 0, "indexSpacingBytes", indexSpacingBytes);
        require(sweepIntervalNs > 0, "sweepIntervalNs", sweepIntervalNs);
    }

    /** With what compaction takes as usual. */
    public MoverConfig(
            long journalBytesMax,
            int neededPercentMin,
            int moveSegments,
            long ioBytesPerSecond,
            int indexSpacingBytes,
            long sweepIntervalNs) {
        this(
                journalBytesMax,
                neededPercentMin,
                moveSegments,
                ioBytesPerSecond,
                indexSpacingBytes,
                sweepIntervalNs,
                CompactorConfig.standard());
    }

    private static void require(boolean holds, String name, long value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
    }

    /** 10 GiB of journal, a quarter needed, four segments at once, 50 MB/s. */
    public static MoverConfig standard() {
        return new MoverConfig(10L << 30, 25, 4, 50_000_000, 64 << 10, 60_000_000_000L);
    }
}

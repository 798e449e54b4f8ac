package io.robustmq.storage.log.concurrent;

/**
 * How a log is compacted. Times are milliseconds.
 *
 * @param tombstoneMs a key without a value stays so long after it was compacted first, for readers
 *     who have not seen it
 * @param lagMsMin records younger than that are not compacted
 * @param lagMsMax when a record that was not compacted is older, its log is, however little is new
 * @param dirtyRatioMin a log is compacted when at least this part of its bytes is new, 0 to 1
 * @param openMs what lies in the journal's open segment is left there until the log's newest record
 *     is so old
 */
public record Compaction(
        long tombstoneMs, long lagMsMin, long lagMsMax, double dirtyRatioMin, long openMs) {
    public Compaction {
        require(tombstoneMs >= 0, "tombstoneMs", tombstoneMs);
        require(lagMsMin >= 0, "lagMsMin", lagMsMin);
        require(lagMsMax > 0, "lagMsMax", lagMsMax);
        require(dirtyRatioMin >= 0 && dirtyRatioMin <= 1, "dirtyRatioMin", dirtyRatioMin);
        require(openMs >= 0, "openMs", openMs);
    }

    private static void require(boolean holds, String name, double value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
    }
}

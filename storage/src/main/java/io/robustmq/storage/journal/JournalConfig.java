package io.robustmq.storage.journal;

/**
 * @param shards streams in the journal, fixed when the data directory is made
 * @param segmentBytes size of one file, a power of two, 64 KiB to 1 GiB
 * @param ringBytes memory per core for frames under way, a power of two
 * @param syncIntervalNs longest time between two syncs while something is unsynced
 */
public record JournalConfig(int shards, int segmentBytes, int ringBytes, long syncIntervalNs) {
    public JournalConfig {
        require(shards > 0 && shards < FrameFlyweight.NO_SHARD, "shards", shards);
        require(Integer.bitCount(segmentBytes) == 1, "segmentBytes", segmentBytes);
        require(Integer.bitCount(ringBytes) == 1, "ringBytes", ringBytes);
        int room = segmentBytes - FrameFlyweight.align(SegmentHeader.bytes(shards));
        require(
                CoreJournal.maxPayloadBytes(ringBytes)
                                + FrameFlyweight.HEADER_BYTES
                                + 3 * GroupFlyweight.BYTES
                        <= room,
                "ringBytes",
                ringBytes);
    }

    private static void require(boolean holds, String name, long value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
    }
}

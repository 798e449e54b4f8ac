package io.robustmq.storage.journal;

/**
 * @param shards streams in the journal, fixed when the data directory is made
 * @param segmentBytes size of one file, a power of two, 64 KiB to 1 GiB
 * @param ringBytes memory per core for frames under way, a power of two
 * @param syncIntervalNs longest time between two syncs while something is unsynced
 */
public record JournalConfig(int shards, int segmentBytes, int ringBytes, long syncIntervalNs) {
    private static final int WINDOW_BYTES = 8 << 20;

    public JournalConfig {
        require(shards > 0 && shards < FrameFlyweight.NO_SHARD, "shards", shards);
        require(Integer.bitCount(segmentBytes) == 1, "segmentBytes", segmentBytes);
        require(Integer.bitCount(ringBytes) == 1, "ringBytes", ringBytes);
        int room = segmentBytes - SegmentHeader.bytes(shards) - 2 * GroupFlyweight.BYTES;
        require(CoreJournal.wholeStepBytes(ringBytes) <= room, "ringBytes", ringBytes);
    }

    /** The longest payload of one frame. */
    public int payloadBytesMax() {
        return CoreJournal.maxPayloadBytes(ringBytes);
    }

    /** Of a segment that is read in pieces: no frame is longer, and groups seldom. */
    int windowBytes() {
        return Math.min(segmentBytes, WINDOW_BYTES);
    }

    /**
     * The frame that opens a group may end in zeros: the last one may reach beyond what is used.
     */
    long behindLastGroup(long used) {
        return Math.min(used + GroupFlyweight.BYTES, segmentBytes);
    }

    private static void require(boolean holds, String name, long value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
    }
}

package io.robustmq.storage.log;

/**
 * What compaction may take; memory only while a log is compacted.
 *
 * @param keysBytesMax for the keys of one pass, {@value KeyOffsets#SLOT_BYTES} bytes each and a
 *     third more; a log with more new keys takes several passes
 * @param groupBytesMax parts of a log are joined up to this size, one that is larger stays alone;
 *     and so much is taken out of the journal at once
 * @param openedBytesMax of the records of a compressed batch; one with more is left as it is
 * @param recheckNs a log of which nothing could be compacted is looked at again after that time
 */
public record CompactorConfig(
        long keysBytesMax, long groupBytesMax, int openedBytesMax, long recheckNs) {
    public CompactorConfig {
        require(keysBytesMax >= 2 * KeyOffsets.SLOT_BYTES, "keysBytesMax", keysBytesMax);
        require(groupBytesMax > 0, "groupBytesMax", groupBytesMax);
        require(openedBytesMax > 0, "openedBytesMax", openedBytesMax);
        require(recheckNs >= 0, "recheckNs", recheckNs);
    }

    /**
     * What one compaction takes: keys, what is read, what is opened, and as much for what is
     * written.
     */
    public long memoryBytesMax() {
        return 2 * (keysBytesMax + groupBytesMax + openedBytesMax);
    }

    private static void require(boolean holds, String name, long value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
    }

    /** Half a million keys a pass, 16 MiB at once, of one batch, too: some 100 MiB in all. */
    public static CompactorConfig standard() {
        return new CompactorConfig(16 << 20, 16 << 20, 16 << 20, 15_000_000_000L);
    }
}

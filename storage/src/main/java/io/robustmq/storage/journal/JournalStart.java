package io.robustmq.storage.journal;

/**
 * Where the writer goes on: in a new segment, behind everything that recovery found.
 *
 * @param segmentId the new segment's
 * @param journalEpoch of this opening; no group on the disk has it
 * @param previousEnd journal position behind the last good frame, synced
 * @param shardPositions each shard's next position, {@link SegmentHeader#LOST} of damaged ones
 * @param shardEpochs the epoch of each shard's last frame; 0 before the first
 */
record JournalStart(
        long segmentId,
        int journalEpoch,
        long previousEnd,
        long[] shardPositions,
        int[] shardEpochs) {}

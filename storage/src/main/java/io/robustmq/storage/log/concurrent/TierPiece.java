package io.robustmq.storage.log.concurrent;

/**
 * A part of a log that is an object in the tier.
 *
 * @param firstOffset record offset of its first record
 * @param endOffset record offset behind its last
 * @param logPosition byte address of its first batch in the log
 * @param batchBytes bytes of its batches
 * @param maxTimestamp the highest of its batches
 * @param sourceId which of all pieces that this process has seen; 0 while no index holds it
 */
public record TierPiece(
        long firstOffset,
        long endOffset,
        long logPosition,
        long batchBytes,
        long maxTimestamp,
        long sourceId) {

    /** One that no index holds yet. */
    public TierPiece(
            long firstOffset,
            long endOffset,
            long logPosition,
            long batchBytes,
            long maxTimestamp) {
        this(firstOffset, endOffset, logPosition, batchBytes, maxTimestamp, 0);
    }

    TierPiece as(long id) {
        return new TierPiece(firstOffset, endOffset, logPosition, batchBytes, maxTimestamp, id);
    }
}

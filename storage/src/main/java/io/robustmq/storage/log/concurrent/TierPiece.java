package io.robustmq.storage.log.concurrent;

/**
 * A part of a log that is an object in the tier.
 *
 * @param firstOffset record offset of its first record
 * @param endOffset record offset behind its last
 * @param logPosition byte address of its first batch in the log; {@code logPosition + batchBytes}
 *     is where it ends there, also when it was compacted since
 * @param batchBytes bytes of its batches
 * @param maxTimestamp the highest of its batches
 * @param generation which of those that held these records; 0: as they came, without a gap
 * @param cleanEnd record offset before which its records were compacted with all before them
 * @param sourceId which of all pieces that this process has seen; 0 while no index holds it
 */
public record TierPiece(
        long firstOffset,
        long endOffset,
        long logPosition,
        long batchBytes,
        long maxTimestamp,
        long generation,
        long cleanEnd,
        long sourceId) {

    /** One as it came that no index holds yet. */
    public TierPiece(
            long firstOffset,
            long endOffset,
            long logPosition,
            long batchBytes,
            long maxTimestamp) {
        this(firstOffset, endOffset, logPosition, batchBytes, maxTimestamp, 0, firstOffset, 0);
    }

    TierPiece as(long id) {
        return new TierPiece(
                firstOffset,
                endOffset,
                logPosition,
                batchBytes,
                maxTimestamp,
                generation,
                cleanEnd,
                id);
    }

    /** Whether it holds all that another one did, or more. */
    public boolean covers(TierPiece other) {
        return firstOffset <= other.firstOffset && endOffset >= other.endOffset;
    }
}

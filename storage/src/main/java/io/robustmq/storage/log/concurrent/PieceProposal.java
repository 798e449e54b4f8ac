package io.robustmq.storage.log.concurrent;

/**
 * The mover's wish that an object in the tier becomes part of a log. The log's core appends an
 * event for it, unless nothing of it is needed any more; either shows in the log's index.
 */
public record PieceProposal(long logId, TierPiece piece) {}

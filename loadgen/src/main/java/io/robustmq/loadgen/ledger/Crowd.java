package io.robustmq.loadgen.ledger;

/**
 * Who takes part.
 *
 * @param publishers 1 to 1,000
 * @param readers durable subscribers that stay connected
 * @param away durable subscribers that subscribe and leave: everything waits for them
 * @param members of one shared group, each with a durable session
 */
public record Crowd(int publishers, int readers, int away, int members) {}

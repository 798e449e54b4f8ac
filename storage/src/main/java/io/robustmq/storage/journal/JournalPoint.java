package io.robustmq.storage.journal;

/**
 * A place between two write groups of the journal.
 *
 * @param journalPosition behind the last byte that counts
 * @param shardPositions where each shard's stream had got to there
 */
public record JournalPoint(long journalPosition, long[] shardPositions) {
    /** The beginning of a journal of so many shards. */
    public static JournalPoint start(int shards) {
        return new JournalPoint(0, new long[shards]);
    }

    public int shards() {
        return shardPositions.length;
    }

    /** A point whose positions nobody else changes. */
    public JournalPoint copy() {
        return new JournalPoint(journalPosition, shardPositions.clone());
    }
}

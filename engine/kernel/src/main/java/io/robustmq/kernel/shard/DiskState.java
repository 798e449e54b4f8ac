package io.robustmq.kernel.shard;

/**
 * How the disk under the journal does, for all cores alike. Any thread asks, at the cost of a few
 * loads.
 */
public interface DiskState {
    /** Nothing is ever wrong: a journal in memory. */
    DiskState WELL =
            new DiskState() {
                @Override
                public boolean isBehind() {
                    return false;
                }

                @Override
                public boolean isFull() {
                    return false;
                }

                @Override
                public boolean isServed(int shard) {
                    return true;
                }
            };

    /**
     * What was appended piles up somewhere: who publishes what must be kept is not read until it
     * does not any more.
     */
    boolean isBehind();

    /** There is no room: nothing new that must be kept is taken; what is there can be used up. */
    boolean isFull();

    /** False when the shard is damaged or stopped: nothing of it changes any more. */
    boolean isServed(int shard);
}

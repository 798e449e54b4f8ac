package io.robustmq.kernel.forward;

import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.Shards;

/**
 * Which stream of its sender's shard a message belongs to. Messages of one stream take one way, so
 * that none overtakes another: straight to the cores that want or delay them, by way of a topic's
 * home, or to one shard alone. The numbers are part of the data directory's format.
 *
 * <pre>
 * straight       | 0 | 0: 15               | sender's shard: 16 |
 * retained       | 0 | topic's home + 1    | sender's shard     |
 * to one shard   | 1 | that shard          | sender's shard     |
 * </pre>
 */
public final class ForwardStreams {
    private static final int HOME_SHIFT = 16;
    private static final int TO_ONE = 1 << 31;

    private ForwardStreams() {}

    /** The shard's straight stream, or the one through the home of a topic that is retained. */
    public static int of(int shard, Publication publication, Shards shards) {
        if (!publication.retain() || publication.isDelayed()) {
            return shard;
        }
        int home =
                shards.shardOf(
                        publication.topicBuffer(),
                        publication.topicOffset(),
                        publication.topicLength());
        return home + 1 << HOME_SHIFT | shard;
    }

    /** What one shard sends to one other, or to itself. */
    static int between(int from, int to) {
        return TO_ONE | to << HOME_SHIFT | from;
    }

    static boolean isToOne(int stream) {
        return stream < 0;
    }

    /** The shard that a stream is for, when it is for one. */
    public static int to(int stream) {
        return (stream & ~TO_ONE) >>> HOME_SHIFT;
    }

    /**
     * Streams that a receiver may hear of: of each shard one straight, by each home, to it alone.
     */
    public static int count(Shards shards) {
        return shards.count() * (shards.count() + 2);
    }
}

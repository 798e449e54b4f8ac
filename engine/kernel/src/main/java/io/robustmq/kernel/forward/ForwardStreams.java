package io.robustmq.kernel.forward;

import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.Shards;

/**
 * Which stream of its sender's shard a message belongs to. Messages of one stream take one way, so
 * that none overtakes another: straight to the cores that want or delay them, or by way of a
 * topic's home. The numbers are part of the data directory's format.
 */
public final class ForwardStreams {
    private static final int HOME_SHIFT = 16;

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

    /** Streams that a receiver may hear of. */
    public static int count(Shards shards) {
        return shards.count() * (shards.count() + 1);
    }
}

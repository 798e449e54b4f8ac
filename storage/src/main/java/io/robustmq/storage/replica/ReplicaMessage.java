package io.robustmq.storage.replica;

/**
 * What the replicas of a shard say to each other. {@code epoch} is the sender's, {@code from} its
 * node.
 */
public sealed interface ReplicaMessage {
    int epoch();

    int from();

    /** A leader: give way to me where our histories part, and answer. */
    record Follow(int epoch, int from, StreamHistory history) implements ReplicaMessage {}

    /**
     * A leader: the frame that begins at a position of its stream.
     *
     * @param committed up to where the stream is committed, as far as the leader knows
     */
    record Append(int epoch, int from, StreamFrame frame, long committed)
            implements ReplicaMessage {}

    /**
     * A follower: how far it has the leader's stream.
     *
     * @param isFollowing false until it has compared its history with the leader's
     * @param appended where its next frame goes
     * @param synced everything before it is on its disk
     */
    record Answer(int epoch, int from, boolean isFollowing, long appended, long synced)
            implements ReplicaMessage {}
}

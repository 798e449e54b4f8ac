package io.robustmq.storage.replica;

/** The way to the other nodes. It may lose, delay, repeat and reorder; it never alters. */
public interface PeerLink {
    void send(int node, ReplicaMessage message);
}

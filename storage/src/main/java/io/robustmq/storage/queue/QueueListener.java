package io.robustmq.storage.queue;

/** Told by a shard's {@code doWork}, on its core's thread. */
public interface QueueListener {
    /** A queue that answered {@link QueueShard#LATER} may have something in memory by now. */
    void onReady(long queue);
}

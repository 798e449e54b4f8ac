package io.robustmq.server.config;

import static io.robustmq.kernel.ConfigException.require;

import io.robustmq.kernel.shard.Policies;
import io.robustmq.storage.journal.Durability;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param durability what an acknowledgement promises; null: nothing is stored at all
 * @param syncInterval longest time between two syncs while something is not synced
 * @param segmentBytes one file of the journal: a power of two, 1 MiB to 1 GiB
 * @param ringBytes of one core, for frames on their way to the disk: a power of two, 64 KiB to 256
 *     MiB, at most the segment's size
 * @param minFreeBytes room on the disk below which nothing durable is taken; 0 to 1 TiB
 * @param flushInterval longest time that state tables stay behind on the disk: what a start replays
 * @param topics what acknowledgements of messages kept for a topic promise, where it is not the
 *     durability
 * @param sessions what those of a session's own life promise
 */
public record StorageConfig(
        @Nullable Durability durability,
        Duration syncInterval,
        int segmentBytes,
        int ringBytes,
        long minFreeBytes,
        Duration flushInterval,
        List<Policies.TopicRule> topics,
        List<Policies.SessionRule> sessions) {
    private static final int MIN_SEGMENT_BYTES = 1 << 20;
    private static final int MAX_SEGMENT_BYTES = 1 << 30;
    private static final int MIN_RING_BYTES = 64 << 10;
    private static final int MAX_RING_BYTES = 256 << 20;

    private static final long MAX_FREE_BYTES = 1L << 40;

    public StorageConfig {
        require(
                syncInterval.toMillis() >= 1 && syncInterval.toSeconds() <= 60,
                "journal.sync-interval",
                syncInterval.toMillis() + "ms",
                "1ms to 60s");
        require(
                flushInterval.toMillis() >= 10 && flushInterval.toSeconds() <= 3_600,
                "journal.flush-interval",
                flushInterval.toMillis() + "ms",
                "10ms to 1h");
        require(
                isPowerOfTwo(segmentBytes, MIN_SEGMENT_BYTES, MAX_SEGMENT_BYTES),
                "journal.segment-size",
                segmentBytes,
                "a power of two, 1MiB to 1GiB");
        require(
                minFreeBytes <= MAX_FREE_BYTES,
                "journal.disk-free-min",
                minFreeBytes,
                "0B to 1TiB");
        require(
                isPowerOfTwo(ringBytes, MIN_RING_BYTES, Math.min(MAX_RING_BYTES, segmentBytes)),
                "journal.ring-size",
                ringBytes,
                "a power of two, 64KiB to 256MiB, at most journal.segment-size");
    }

    /** What acknowledgements promise; the durability is not null. */
    public Policies policies() {
        return new Policies(durability == null ? Durability.MEMORY : durability, topics, sessions);
    }

    private static boolean isPowerOfTwo(int bytes, int least, int most) {
        return bytes >= least && bytes <= most && Integer.bitCount(bytes) == 1;
    }
}

package io.robustmq.server;

import io.robustmq.kernel.ConfigException;
import io.robustmq.kernel.EngineConfig;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.memory.SlabPool;
import io.robustmq.transport.ring.CoreRings;
import org.agrona.BitUtil;

/**
 * How {@code engine.memory} is shared out. What cores need whatever happens is taken first, then
 * what lies between each two of them; the rest is for outputs and payloads, in equal parts.
 *
 * @param readBytes of one core: the buffers that reads are delivered in
 * @param inboxBytes of one core: control work that waits
 * @param journalBytes of one core: frames on their way to the disk, and its part of those that were
 *     written last
 * @param outputBytes of one core: what is on its way to clients, and input that waits for its rest
 * @param bodyBytes of one core: large payloads, which all outputs that send them refer to
 * @param ringBytes of one ordered pair of cores: the ring for what one has for the other
 */
record MemoryPlan(
        int cores,
        long readBytes,
        long inboxBytes,
        long journalBytes,
        long outputBytes,
        long bodyBytes,
        int ringBytes) {
    /** Below this a core could not serve a few slow clients with large packets. */
    static final long MIN_OUTPUT_BYTES = 8L << 20;

    /** Several reads' worth of what one core has for another. */
    private static final int MAX_RING_BYTES = 2 << 20;

    /** Many cores make smaller rings; below this, reads would be cut to pieces. */
    private static final int MIN_RING_BYTES = 128 << 10;

    /** One part in so many of the whole may lie between cores, as long as rings can be smaller. */
    private static final int BETWEEN_SHARE = 2;

    /** One part in so many of what is left goes to large payloads, or room for the largest one. */
    private static final int BODY_SHARE = 4;

    /** One part in so many of the heap may be taken by a message that is kept there. */
    private static final int KEPT_SHARE = 3;

    /** One part in so many of the heap may be taken by what sessions hold. */
    private static final int QUEUED_SHARE = 2;

    /**
     * @param packetBytesMax the largest packet, whose payload each core must have room for
     * @param journalBytes of one core: its ring to the journal, its part of what was written last
     * @param jvmLimitBytes what the JVM lets direct buffers take
     * @param heapLimitBytes what it lets objects take: retained and queued messages lie there
     * @throws ConfigException the sum does not fit; the message shows it
     */
    static MemoryPlan of(
            EngineConfig engine,
            int packetBytesMax,
            long journalBytes,
            long jvmLimitBytes,
            long heapLimitBytes) {
        if (packetBytesMax > heapLimitBytes / KEPT_SHARE) {
            throw new ConfigException(
                    "mqtt.max-packet-size",
                    size(packetBytesMax),
                    "at most %s, a third of the JVM's heap, -Xmx"
                            .formatted(size(heapLimitBytes / KEPT_SHARE)));
        }
        long memoryBytes = engine.memoryBytes();
        long largestBytes = BitUtil.align(packetBytesMax, SlabPool.PIECE_BYTES);
        MemoryPlan least = least(engine.cores(), journalBytes, largestBytes, MAX_RING_BYTES);
        while (least.ringBytes > MIN_RING_BYTES
                && (least.betweenBytes() > memoryBytes / BETWEEN_SHARE
                        || least.totalBytes() > memoryBytes)) {
            least = least(engine.cores(), journalBytes, largestBytes, least.ringBytes / 2);
        }
        if (least.totalBytes() > memoryBytes) {
            throw new ConfigException(
                    "engine.memory", size(memoryBytes), "at least " + least.inWords());
        }
        if (memoryBytes > jvmLimitBytes) {
            throw new ConfigException(
                    "engine.memory",
                    size(memoryBytes),
                    "at most %s, the JVM's -XX:MaxDirectMemorySize".formatted(size(jvmLimitBytes)));
        }
        return least.sharingOut(memoryBytes, largestBytes);
    }

    /**
     * @param queuedBytesMax of messages that sessions hold
     * @throws ConfigException more than half of the heap
     */
    static void checkQueued(long queuedBytesMax, long heapLimitBytes) {
        if (queuedBytesMax > heapLimitBytes / QUEUED_SHARE) {
            throw new ConfigException(
                    "mqtt.max-queued-bytes",
                    size(queuedBytesMax),
                    "at most %s, half of the JVM's heap, -Xmx"
                            .formatted(size(heapLimitBytes / QUEUED_SHARE)));
        }
    }

    private static MemoryPlan least(
            int cores, long journalBytes, long largestBytes, int ringBytes) {
        return new MemoryPlan(
                cores,
                (long) CoreConfig.DEFAULT_READ_BUFFERS * CoreConfig.DEFAULT_READ_BUFFER_BYTES,
                CoreConfig.INBOX_BYTES,
                journalBytes,
                MIN_OUTPUT_BYTES,
                largestBytes,
                ringBytes);
    }

    private MemoryPlan sharingOut(long memoryBytes, long largestBytes) {
        long leftBytes =
                (memoryBytes - betweenBytes()) / cores - readBytes - inboxBytes - journalBytes;
        long bodies = Math.max(leftBytes / BODY_SHARE, largestBytes);
        return new MemoryPlan(
                cores, readBytes, inboxBytes, journalBytes, leftBytes - bodies, bodies, ringBytes);
    }

    /** Ordered pairs of cores. */
    int pairs() {
        return cores * (cores - 1);
    }

    /** Of one ordered pair of cores: messages too long for their ring, which lie beside it. */
    long largeMessageBytes() {
        return 2L * ringBytes;
    }

    /** Of all rings. */
    long ringsBytes() {
        return pairs() * CoreRings.pairBytes(ringBytes);
    }

    private long betweenBytes() {
        return ringsBytes() + pairs() * largeMessageBytes();
    }

    long totalBytes() {
        return cores * (readBytes + inboxBytes + journalBytes + outputBytes + bodyBytes)
                + betweenBytes();
    }

    /** The sum: for the banner, and for who asked for too much. */
    String inWords() {
        String ofCore =
                "%s: %d × (%s reads + %s inbox + %s journal + %s outputs + %s large payloads)"
                        .formatted(
                                size(totalBytes() + (1 << 20) - 1 >> 20 << 20),
                                cores,
                                size(readBytes),
                                size(inboxBytes),
                                size(journalBytes),
                                size(outputBytes),
                                size(bodyBytes));
        return cores == 1
                ? ofCore
                : ofCore
                        + " + %d × (%s rings + %s large messages)"
                                .formatted(
                                        pairs(),
                                        size(CoreRings.pairBytes(ringBytes)),
                                        size(largeMessageBytes()));
    }

    /** In whole MiB, small things in KiB; the rest of it is cut off. */
    private static String size(long bytes) {
        return bytes < 4L << 20 && bytes % (1 << 20) != 0
                ? (bytes >> 10) + "KiB"
                : (bytes >> 20) + "MiB";
    }
}

package io.robustmq.server;

import io.robustmq.kernel.ConfigException;
import io.robustmq.kernel.EngineConfig;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.ring.CoreRings;

/**
 * How {@code engine.memory} is shared out. What cores need whatever happens is taken first, then
 * what lies between each two of them; the rest is for outputs and payloads, in equal parts.
 *
 * @param readBytes of one core: the buffers that reads are delivered in
 * @param inboxBytes of one core: control work that waits
 * @param outputBytes of one core: what is on its way to clients, and input that waits for its rest
 * @param bodyBytes of one core: large payloads, which all outputs that send them refer to
 * @param ringBytes of one ordered pair of cores: the ring for what one has for the other
 */
record MemoryPlan(
        int cores,
        long readBytes,
        long inboxBytes,
        long outputBytes,
        long bodyBytes,
        int ringBytes) {
    /** Below this a core could not serve a few slow clients with large packets. */
    static final long MIN_OUTPUT_BYTES = 8L << 20;

    /** A ring for answers; they are short and their room is reserved. */
    static final int REPLY_RING_BYTES = 64 << 10;

    /** Several reads' worth of what one core has for another. */
    private static final int MAX_RING_BYTES = 2 << 20;

    /** Many cores make smaller rings; below this, reads would be cut to pieces. */
    private static final int MIN_RING_BYTES = 128 << 10;

    /** One part in so many of the whole may lie between cores, as long as rings can be smaller. */
    private static final int BETWEEN_SHARE = 2;

    /** One part in so many of what is left goes to large payloads. */
    private static final int BODY_SHARE = 4;

    /**
     * @param jvmLimitBytes what the JVM lets direct buffers take
     * @throws ConfigException the sum does not fit; the message shows it
     */
    static MemoryPlan of(EngineConfig engine, long jvmLimitBytes) {
        long memoryBytes = engine.memoryBytes();
        MemoryPlan least = least(engine.cores(), MAX_RING_BYTES);
        while (least.ringBytes > MIN_RING_BYTES
                && (least.betweenBytes() > memoryBytes / BETWEEN_SHARE
                        || least.totalBytes() > memoryBytes)) {
            least = least(engine.cores(), least.ringBytes / 2);
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
        return least.sharingOut(memoryBytes);
    }

    private static MemoryPlan least(int cores, int ringBytes) {
        return new MemoryPlan(
                cores,
                (long) CoreConfig.DEFAULT_READ_BUFFERS * CoreConfig.DEFAULT_READ_BUFFER_BYTES,
                CoreConfig.INBOX_BYTES,
                MIN_OUTPUT_BYTES,
                0,
                ringBytes);
    }

    private MemoryPlan sharingOut(long memoryBytes) {
        long leftBytes = (memoryBytes - betweenBytes()) / cores - readBytes - inboxBytes;
        long bodies = leftBytes / BODY_SHARE;
        return new MemoryPlan(cores, readBytes, inboxBytes, leftBytes - bodies, bodies, ringBytes);
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
        return pairs() * CoreRings.pairBytes(ringBytes, REPLY_RING_BYTES);
    }

    private long betweenBytes() {
        return ringsBytes() + pairs() * largeMessageBytes();
    }

    long totalBytes() {
        return cores * (readBytes + inboxBytes + outputBytes + bodyBytes) + betweenBytes();
    }

    /** The sum: for the banner, and for who asked for too much. */
    String inWords() {
        String ofCore =
                "%s: %d × (%s reads + %s inbox + %s outputs%s)"
                        .formatted(
                                size(totalBytes() + (1 << 20) - 1 >> 20 << 20),
                                cores,
                                size(readBytes),
                                size(inboxBytes),
                                size(outputBytes),
                                bodyBytes == 0 ? "" : " + " + size(bodyBytes) + " large payloads");
        return cores == 1
                ? ofCore
                : ofCore
                        + " + %d × (%s rings + %s large messages)"
                                .formatted(
                                        pairs(),
                                        size(CoreRings.pairBytes(ringBytes, REPLY_RING_BYTES)),
                                        size(largeMessageBytes()));
    }

    /** In whole MiB, small things in KiB; the rest of it is cut off. */
    private static String size(long bytes) {
        return bytes < 4L << 20 && bytes % (1 << 20) != 0
                ? (bytes >> 10) + "KiB"
                : (bytes >> 20) + "MiB";
    }
}

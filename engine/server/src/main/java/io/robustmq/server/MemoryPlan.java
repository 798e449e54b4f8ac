package io.robustmq.server;

import io.robustmq.kernel.ConfigException;
import io.robustmq.kernel.EngineConfig;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.memory.SlabPool;
import org.agrona.BitUtil;

/**
 * How {@code engine.memory}, everything outside the heap, is shared out. What a core needs whatever
 * happens is taken first; the rest is for outputs, in equal parts.
 *
 * @param readBytes of one core: the buffers that reads are delivered in
 * @param outputBytes of one core: what is on its way to clients, and input that waits for its rest
 * @param bodyBytes of one core: large payloads, which all outputs that send them refer to
 */
record MemoryPlan(int cores, long readBytes, long outputBytes, long bodyBytes) {
    /** Below this a core could not serve a few slow clients with large packets. */
    static final long MIN_OUTPUT_BYTES = 8L << 20;

    /** One part in so many of what is left goes to large payloads, or room for the largest one. */
    private static final int BODY_SHARE = 4;

    /** One part in so many of the heap may be taken by a message that is kept there. */
    private static final int KEPT_SHARE = 3;

    /**
     * @param packetBytesMax the largest packet, whose payload each core must have room for
     * @param jvmLimitBytes what the JVM lets direct buffers take
     * @param heapLimitBytes what it lets objects take: retained and queued messages lie there
     * @throws ConfigException the sum does not fit; the message shows it
     */
    static MemoryPlan of(
            EngineConfig engine, int packetBytesMax, long jvmLimitBytes, long heapLimitBytes) {
        if (packetBytesMax > heapLimitBytes / KEPT_SHARE) {
            throw new ConfigException(
                    "mqtt.max-packet-size",
                    mib(packetBytesMax),
                    "at most %s, a third of the JVM's heap, -Xmx"
                            .formatted(mib(heapLimitBytes / KEPT_SHARE)));
        }
        long readBytes =
                (long) CoreConfig.DEFAULT_READ_BUFFERS * CoreConfig.DEFAULT_READ_BUFFER_BYTES;
        long largestBytes = BitUtil.align(packetBytesMax, SlabPool.PIECE_BYTES);
        long neededBytes = engine.cores() * (readBytes + MIN_OUTPUT_BYTES + largestBytes);
        if (neededBytes > engine.memoryBytes()) {
            throw new ConfigException(
                    "engine.memory",
                    mib(engine.memoryBytes()),
                    "at least %s: %d × (%s reads + %s outputs + %s largest payload)"
                            .formatted(
                                    mib(neededBytes),
                                    engine.cores(),
                                    mib(readBytes),
                                    mib(MIN_OUTPUT_BYTES),
                                    mib(largestBytes)));
        }
        if (engine.memoryBytes() > jvmLimitBytes) {
            throw new ConfigException(
                    "engine.memory",
                    mib(engine.memoryBytes()),
                    "at most %s, the JVM's -XX:MaxDirectMemorySize".formatted(mib(jvmLimitBytes)));
        }
        long leftBytes = engine.memoryBytes() / engine.cores() - readBytes;
        long bodyBytes = Math.max(leftBytes / BODY_SHARE, largestBytes);
        return new MemoryPlan(engine.cores(), readBytes, leftBytes - bodyBytes, bodyBytes);
    }

    /** For the banner. */
    String inWords() {
        return "%s: %d × (%s reads + %s outputs + %s large payloads)"
                .formatted(
                        mib(cores * (readBytes + outputBytes + bodyBytes)),
                        cores,
                        mib(readBytes),
                        mib(outputBytes),
                        mib(bodyBytes));
    }

    private static String mib(long bytes) {
        return (bytes >> 20) + "MiB";
    }
}

package io.robustmq.server;

import io.robustmq.kernel.ConfigException;
import io.robustmq.kernel.EngineConfig;
import io.robustmq.transport.core.CoreConfig;

/**
 * How {@code engine.memory}, everything outside the heap, is shared out. What a core needs whatever
 * happens is taken first; the rest is for outputs, in equal parts.
 *
 * @param readBytes of one core: the buffers that reads are delivered in
 * @param outputBytes of one core: what is on its way to clients, and input that waits for its rest
 */
record MemoryPlan(int cores, long readBytes, long outputBytes) {
    /** Below this a core could not serve a few slow clients with large packets. */
    static final long MIN_OUTPUT_BYTES = 8L << 20;

    /**
     * @param jvmLimitBytes what the JVM lets direct buffers take
     * @throws ConfigException the sum does not fit; the message shows it
     */
    static MemoryPlan of(EngineConfig engine, long jvmLimitBytes) {
        long readBytes =
                (long) CoreConfig.DEFAULT_READ_BUFFERS * CoreConfig.DEFAULT_READ_BUFFER_BYTES;
        long neededBytes = engine.cores() * (readBytes + MIN_OUTPUT_BYTES);
        if (neededBytes > engine.memoryBytes()) {
            throw new ConfigException(
                    "engine.memory",
                    mib(engine.memoryBytes()),
                    "at least %s: %d × (%s reads + %s outputs)"
                            .formatted(
                                    mib(neededBytes),
                                    engine.cores(),
                                    mib(readBytes),
                                    mib(MIN_OUTPUT_BYTES)));
        }
        if (engine.memoryBytes() > jvmLimitBytes) {
            throw new ConfigException(
                    "engine.memory",
                    mib(engine.memoryBytes()),
                    "at most %s, the JVM's -XX:MaxDirectMemorySize".formatted(mib(jvmLimitBytes)));
        }
        return new MemoryPlan(
                engine.cores(), readBytes, engine.memoryBytes() / engine.cores() - readBytes);
    }

    /** For the banner. */
    String inWords() {
        return "%s: %d × (%s reads + %s outputs)"
                .formatted(
                        mib(cores * (readBytes + outputBytes)),
                        cores,
                        mib(readBytes),
                        mib(outputBytes));
    }

    private static String mib(long bytes) {
        return (bytes >> 20) + "MiB";
    }
}

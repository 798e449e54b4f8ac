package io.robustmq.kernel;

import static io.robustmq.kernel.ConfigException.require;

/**
 * Cores, shards and memory: {@code engine.*}.
 *
 * @param cores threads that carry connections and shards, 1 to 64
 * @param shards units of ownership and order, a power of two, 1 to 1,024; fixed when the data
 *     directory is made
 * @param idle what a core does when nothing happens
 * @param firstCpu the CPU core 0 is pinned to, core n being pinned to the n-th CPU after it; {@link
 *     #UNPINNED} for none
 * @param memoryBytes what rings, inboxes, buffers, outputs and slabs of all cores may take
 *     together, 16 MiB to 1 TiB; nearly all of it outside the heap
 * @param copyLimitBytes bodies up to this size are copied into each subscriber's output, longer
 *     ones are shared, 0 to 1 MiB
 */
public record EngineConfig(
        int cores, int shards, Idle idle, int firstCpu, long memoryBytes, int copyLimitBytes) {
    public static final int UNPINNED = -1;

    /** One core, for tests. */
    public static final EngineConfig SINGLE_CORE =
            new EngineConfig(1, 16, Idle.ADAPTIVE, UNPINNED, 512L << 20, 4 << 10);

    public EngineConfig {
        require(cores >= 1 && cores <= 64, "engine.cores", cores, "1 to 64, or auto");
        require(
                shards >= 1 && shards <= 1024 && Integer.bitCount(shards) == 1,
                "engine.shards",
                shards,
                "a power of two, 1 to 1024");
        require(
                firstCpu >= UNPINNED && firstCpu <= 1023,
                "engine.pin",
                firstCpu,
                "off or 0 to 1023");
        require(
                memoryBytes >= 16L << 20 && memoryBytes <= 1L << 40,
                "engine.memory",
                memoryBytes,
                "16MiB to 1TiB");
        require(
                copyLimitBytes >= 0 && copyLimitBytes <= 1 << 20,
                "engine.copy-limit",
                copyLimitBytes,
                "0B to 1MiB");
    }

    /** ADAPTIVE spins a little, then sleeps inside the I/O wait; SPIN never sleeps. */
    public enum Idle {
        ADAPTIVE,
        SPIN
    }
}

package io.robustmq.storage.state;

import java.nio.file.Path;

/**
 * Tables in RocksDB. Its memory is bounded by twice the write buffer plus the cache, which holds
 * indexes and filters too.
 *
 * @param directory of its own; made when the first state is written
 * @param shards of the journal that the tables stand for
 * @param writeBufferBytes changes gathered before they go to a file
 * @param blockCacheBytes what was read from files
 */
public record RocksConfig(Path directory, int shards, long writeBufferBytes, long blockCacheBytes) {
    private static final long MEBIBYTE = 1 << 20;

    public RocksConfig {
        require(shards > 0, "shards", shards);
        require(writeBufferBytes >= MEBIBYTE, "writeBufferBytes", writeBufferBytes);
        require(blockCacheBytes >= MEBIBYTE, "blockCacheBytes", blockCacheBytes);
    }

    /** Bounds for a node of usual size: at most 96 MiB. */
    public static RocksConfig of(Path directory, int shards) {
        return new RocksConfig(directory, shards, 32 * MEBIBYTE, 32 * MEBIBYTE);
    }

    /** Outside heap and direct buffers, but for a single value that is larger. */
    public long memoryBytesMax() {
        return 2 * writeBufferBytes + blockCacheBytes;
    }

    private static void require(boolean holds, String name, long value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
    }
}

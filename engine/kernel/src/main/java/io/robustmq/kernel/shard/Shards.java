package io.robustmq.kernel.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where names are at home: a name hashes to a shard, a shard lives on one core. The hash is part of
 * the data directory's format; which core owns which shard may change at every start.
 *
 * @param count a power of two
 * @param cores cores that own them, in turn
 */
public record Shards(int count, int cores) {
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    /** FNV-1a over the bytes, its high half folded in: 0 to count − 1. */
    public int shardOf(DirectBuffer name, int offset, int length) {
        int hash = FNV_OFFSET;
        for (int i = offset, end = offset + length; i < end; i++) {
            hash = (hash ^ name.getByte(i)) * FNV_PRIME;
        }
        return (hash ^ (hash >>> 16)) & (count - 1);
    }

    /** Control work: allocates. */
    public int shardOf(String name) {
        UnsafeBuffer bytes = new UnsafeBuffer(name.getBytes(UTF_8));
        return shardOf(bytes, 0, bytes.capacity());
    }

    public int coreOf(int shard) {
        return shard % cores;
    }
}

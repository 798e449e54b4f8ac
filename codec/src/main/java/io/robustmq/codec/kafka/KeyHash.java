package io.robustmq.codec.kafka;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/** Which partition a key belongs to, as Kafka's own producers have it (murmur2, 32 bits). */
public final class KeyHash {
    private static final int SEED = 0x9747b28c;
    private static final int M = 0x5bd1e995;
    private static final int R = 24;

    private KeyHash() {}

    /** 0 to partitions − 1. */
    public static int partition(DirectBuffer key, int offset, int length, int partitions) {
        return (murmur2(key, offset, length) & Integer.MAX_VALUE) % partitions;
    }

    static int murmur2(DirectBuffer key, int offset, int length) {
        int hash = SEED ^ length;
        int at = offset;
        int end = offset + length;
        for (; end - at >= Integer.BYTES; at += Integer.BYTES) {
            int word = key.getInt(at, LITTLE_ENDIAN) * M;
            word = (word ^ word >>> R) * M;
            hash = hash * M ^ word;
        }
        if (at < end) {
            for (int i = end - at - 1; i >= 0; i--) {
                hash ^= (key.getByte(at + i) & 0xff) << 8 * i;
            }
            hash *= M;
        }
        hash = (hash ^ hash >>> 13) * M;
        return hash ^ hash >>> 15;
    }
}

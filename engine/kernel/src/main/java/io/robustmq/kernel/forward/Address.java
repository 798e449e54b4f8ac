package io.robustmq.kernel.forward;

/**
 * Where a message goes that is for one shard alone.
 *
 * @param shard whose core gets it
 * @param purpose what it is to do there: the protocol's
 * @param bytes who in the shard is to have it: the protocol's; never changed
 * @param tag of this life only; {@link #NO_TAG} after a restart
 */
public record Address(int shard, int purpose, byte[] bytes, long tag) {
    public static final long NO_TAG = 0;
}

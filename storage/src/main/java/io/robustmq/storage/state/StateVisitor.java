package io.robustmq.storage.state;

import org.agrona.DirectBuffer;

/** Gets entries of a table in the order of their keys. */
public interface StateVisitor {
    /**
     * Buffers are valid until this call returns.
     *
     * @return false to see no more
     */
    boolean onEntry(
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            DirectBuffer value,
            int valueOffset,
            int valueLength);
}

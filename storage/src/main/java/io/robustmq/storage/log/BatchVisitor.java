package io.robustmq.storage.log;

import org.agrona.DirectBuffer;

/** Gets whole record batches of a log, in order. */
public interface BatchVisitor {
    /**
     * @param buffer valid until this call returns
     * @param length of one batch or several, one behind the other
     */
    void onBatches(DirectBuffer buffer, int offset, int length);
}

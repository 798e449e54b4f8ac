package io.robustmq.storage.queue;

import org.agrona.DirectBuffer;

/** Gets a queue's next message. */
public interface MessageVisitor {
    /**
     * @param sequence by which it is acknowledged or given back
     * @param isRedelivered somebody may have had it before: it was given back, or is from before a
     *     restart
     * @param returns how often it was given back
     * @param body valid until this call returns
     * @return false: it could not be taken, and stays first
     */
    boolean onMessage(
            long sequence,
            boolean isRedelivered,
            int returns,
            DirectBuffer body,
            int offset,
            int length);
}

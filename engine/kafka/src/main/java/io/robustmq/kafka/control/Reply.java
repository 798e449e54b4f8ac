package io.robustmq.kafka.control;

import io.robustmq.kernel.shard.CommitGate;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Where the one answer to a request goes. When the connection is gone meanwhile, the answer is
 * dropped.
 */
public interface Reply {
    /** Answers now. */
    void send(ApiMessage response);

    /**
     * Answers when all that was appended before the mark is kept.
     *
     * @param mark of {@link CommitGate#mark}
     */
    void sendWhenKept(ApiMessage response, long mark);

    /** False when nobody waits for the answer any more. */
    boolean isWanted();
}

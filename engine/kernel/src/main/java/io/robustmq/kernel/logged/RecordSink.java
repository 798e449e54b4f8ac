package io.robustmq.kernel.logged;

import io.robustmq.kernel.message.Publication;

/**
 * Makes messages records of logs that live on this core. On the core alone.
 *
 * <p>What has a QoS of 1 or 2 is appended before the call returns, or the {@link
 * io.robustmq.kernel.shard.CommitGate} knows that it is to come ({@code hold}) or was refused: so
 * the message's acknowledgement waits for the log like for everything else that is kept.
 */
public interface RecordSink {
    /** What a record takes beside payload, properties and twice its topic, at most. */
    int OVERHEAD_BYTES_MAX = 4 << 10;

    /**
     * @param publication valid until the call returns; one that {@link Publication#isForwarded} may
     *     come again and is a record once
     */
    void append(Publication publication);
}

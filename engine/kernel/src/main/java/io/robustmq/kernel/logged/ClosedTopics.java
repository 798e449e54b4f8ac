package io.robustmq.kernel.logged;

import org.agrona.DirectBuffer;

/** Topics of a filter that are logged where nothing is taken: their shard is damaged. */
public interface ClosedTopics {
    /**
     * @param topic of the filter, as MQTT has it
     */
    boolean has(DirectBuffer topic, int offset, int length);
}

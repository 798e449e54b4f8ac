package io.robustmq.kafka.group.consumer;

import io.robustmq.kafka.group.EventReader;

/**
 * How to read over what events of consumer groups have in them, for who keeps the bytes as they
 * are.
 */
public final class ConsumerEvents {
    private ConsumerEvents() {}

    /** Whose target the next one of a TARGET event is; reads over it. */
    public static String skipTarget(EventReader event) {
        String memberId = event.string();
        Partitions.read(event);
        return memberId;
    }
}

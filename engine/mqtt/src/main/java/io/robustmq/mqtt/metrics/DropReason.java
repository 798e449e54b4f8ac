package io.robustmq.mqtt.metrics;

/** Why a message did not reach a subscriber; each has a counter of its own. */
public enum DropReason {
    /** QoS 0 and the connection's output is at its bound. */
    OUTPUT_FULL("output_full"),
    /** QoS 1 or 2 and the session's queue is at its limit. */
    QUEUE_FULL("queue_full"),
    /** Its message expiry passed while it waited. */
    EXPIRED("expired"),
    /** Longer than the client's maximum packet size. */
    TOO_LARGE("too_large"),
    /** QoS 0 and the ring to another core is full: its subscribers there did not get it. */
    RING_FULL("ring_full"),
    /** QoS 0 and the memory for large payloads is spent. */
    NO_BODY_MEMORY("no_body_memory");

    private final String label;

    DropReason(String label) {
        this.label = label;
    }

    /** The value of the metric's {@code reason} label. */
    public String label() {
        return label;
    }
}

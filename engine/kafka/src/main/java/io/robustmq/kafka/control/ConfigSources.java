package io.robustmq.kafka.control;

/** Where a setting's value comes from, and what it may belong to, by Kafka's numbers. */
final class ConfigSources {
    static final byte TOPIC = 1;
    static final byte STATIC_BROKER = 4;
    static final byte DEFAULT = 5;

    static final byte TOPIC_RESOURCE = 2;
    static final byte BROKER_RESOURCE = 4;

    private ConfigSources() {}
}

package io.robustmq.kernel.shard;

/**
 * The state tables of the engine: part of the data directory's format. Every key begins with its
 * shard, two bytes, big-endian, so that a core reads the rows of its own shards alone.
 */
public final class Tables {
    /** Beginnings of events whose rest was not there yet: {@link EventTables}. */
    public static final int PARTS = 1;

    /** Retained messages. */
    public static final int RETAINED = 2;

    /** Sessions of MQTT and all that belongs to each. */
    public static final int SESSIONS = 3;

    /** Messages in queues of sessions, once per shard. */
    public static final int MESSAGES = 4;

    /** Messages for several shards that some of their targets may not have. */
    public static final int FORWARDS = 5;

    /** The last of each sender's stream that the retained messages of a shard have. */
    public static final int RETAINED_HEARD = 6;

    /** Delayed messages. */
    public static final int DELAYED = 7;

    /** The last of each sender's stream that the delayed messages of a shard have. */
    public static final int DELAYED_HEARD = 8;

    /** Kafka's topics, and the numbers that were given out for them. */
    public static final int KAFKA_TOPICS = 9;

    /** Groups of Kafka's consumers, their members and offsets. */
    public static final int KAFKA_GROUPS = 10;

    /** The last of each sender's stream that the shared groups and members of a shard have. */
    public static final int GROUPS_HEARD = 11;

    /** Runs of messages that sessions were sent and have not finished. */
    public static final int RUNS = 12;

    private Tables() {}
}

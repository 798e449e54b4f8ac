package io.robustmq.codec.kafka.wire;

import org.jspecify.annotations.Nullable;

/**
 * The APIs that we speak, each with the versions offered and the first version whose strings and
 * arrays are compact and whose structures have tagged fields (KIP-482).
 */
public enum Api {
    PRODUCE(0, 3, 13, 9),
    FETCH(1, 4, 18, 12),
    LIST_OFFSETS(2, 1, 11, 6),
    METADATA(3, 0, 13, 9),
    OFFSET_COMMIT(8, 2, 10, 8),
    OFFSET_FETCH(9, 1, 10, 6),
    FIND_COORDINATOR(10, 0, 6, 3),
    JOIN_GROUP(11, 0, 9, 6),
    HEARTBEAT(12, 0, 4, 4),
    LEAVE_GROUP(13, 0, 5, 4),
    SYNC_GROUP(14, 0, 5, 4),
    DESCRIBE_GROUPS(15, 0, 6, 5),
    LIST_GROUPS(16, 0, 5, 3),
    SASL_HANDSHAKE(17, 0, 1, Api.NEVER),
    API_VERSIONS(18, 0, 5, 3),
    CREATE_TOPICS(19, 2, 7, 5),
    DELETE_TOPICS(20, 1, 6, 4),
    DELETE_RECORDS(21, 0, 2, 2),
    INIT_PRODUCER_ID(22, 0, 5, 2),
    OFFSET_FOR_LEADER_EPOCH(23, 2, 4, 4),
    DESCRIBE_CONFIGS(32, 1, 4, 4),
    ALTER_CONFIGS(33, 0, 2, 2),
    DESCRIBE_LOG_DIRS(35, 1, 5, 2),
    SASL_AUTHENTICATE(36, 0, 2, 2),
    CREATE_PARTITIONS(37, 0, 3, 2),
    DELETE_GROUPS(42, 0, 3, 2),
    INCREMENTAL_ALTER_CONFIGS(44, 0, 1, 1),
    OFFSET_DELETE(47, 0, 0, Api.NEVER),
    DESCRIBE_CLUSTER(60, 0, 2, 0),
    CONSUMER_GROUP_HEARTBEAT(68, 0, 1, 0),
    CONSUMER_GROUP_DESCRIBE(69, 0, 1, 0),
    DESCRIBE_TOPIC_PARTITIONS(75, 0, 0, 0);

    private static final int NEVER = Integer.MAX_VALUE;
    private static final int KEYS_MAX = 128;
    private static final @Nullable Api[] BY_KEY = byKey();

    private final int key;
    private final int lowest;
    private final int highest;
    private final int firstFlexible;

    Api(int key, int lowest, int highest, int firstFlexible) {
        this.key = key;
        this.lowest = lowest;
        this.highest = highest;
        this.firstFlexible = firstFlexible;
    }

    private static @Nullable Api[] byKey() {
        @Nullable Api[] apis = new Api[KEYS_MAX];
        for (Api api : values()) {
            apis[api.key] = api;
        }
        return apis;
    }

    /**
     * @return null for what we do not speak
     */
    public static @Nullable Api ofKey(int key) {
        return key >= 0 && key < KEYS_MAX ? BY_KEY[key] : null;
    }

    /** Its number on the wire. */
    public int key() {
        return key;
    }

    /** First version that we speak. */
    public int lowest() {
        return lowest;
    }

    /** Last version that we speak. */
    public int highest() {
        return highest;
    }

    public boolean offers(int version) {
        return version >= lowest && version <= highest;
    }

    /** Whether requests of this version have compact types and tagged fields, their head too. */
    public boolean isFlexible(int version) {
        return version >= firstFlexible;
    }

    /**
     * Whether the head of the response has tagged fields. That of ApiVersions never has: its reader
     * may not know yet which version answers.
     */
    public boolean hasFlexibleResponseHead(int version) {
        return this != API_VERSIONS && isFlexible(version);
    }
}

package io.robustmq.kafka.response;

/** What Produce and Fetch answer instead of records, by Kafka's numbers. */
public final class ErrorCode {
    public static final int NONE = 0;
    public static final int OFFSET_OUT_OF_RANGE = 1;
    public static final int CORRUPT_MESSAGE = 2;
    public static final int UNKNOWN_TOPIC_OR_PARTITION = 3;
    public static final int NOT_LEADER_OR_FOLLOWER = 6;
    public static final int MESSAGE_TOO_LARGE = 10;
    public static final int INVALID_TOPIC = 17;
    public static final int INVALID_REQUIRED_ACKS = 21;
    public static final int TOPIC_AUTHORIZATION_FAILED = 29;
    public static final int INVALID_TIMESTAMP = 32;
    public static final int INVALID_REQUEST = 42;
    public static final int UNSUPPORTED_FOR_MESSAGE_FORMAT = 43;
    public static final int OUT_OF_ORDER_SEQUENCE_NUMBER = 45;
    public static final int DUPLICATE_SEQUENCE_NUMBER = 46;
    public static final int INVALID_PRODUCER_EPOCH = 47;
    public static final int INVALID_TXN_STATE = 48;
    public static final int KAFKA_STORAGE_ERROR = 56;
    public static final int FETCH_SESSION_ID_NOT_FOUND = 70;
    public static final int INVALID_FETCH_SESSION_EPOCH = 71;
    public static final int FENCED_LEADER_EPOCH = 74;
    public static final int UNKNOWN_LEADER_EPOCH = 75;
    public static final int UNSUPPORTED_COMPRESSION_TYPE = 76;
    public static final int INVALID_RECORD = 87;
    public static final int UNKNOWN_TOPIC_ID = 100;

    private ErrorCode() {}
}

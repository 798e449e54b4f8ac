package io.robustmq.codec.kafka;

/** What is wrong with bytes that should be a record batch. */
public enum BatchProblem {
    NONE,
    /** Fewer bytes than a header, or than the batch says it has. */
    TRUNCATED,
    /** A length that no batch can have. */
    LENGTH,
    /** Not version 2. */
    MAGIC,
    /** The bytes are not those that the producer sent. */
    CRC,
    /** A compression that does not exist. */
    COMPRESSION,
    /** No records, or not as many as there are record offsets. */
    COUNT,
    /** A producer without a sequence number or epoch. */
    PRODUCER,
    /** Records that do not fill the batch, or are none. */
    RECORDS,
    /** Records whose record offsets are not 0, 1, 2 and so on. */
    OFFSETS
}

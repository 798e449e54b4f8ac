package io.robustmq.codec.kafka;

/** How the records of a batch are compressed, by the three lowest bits of its attributes. */
public enum Compression {
    NONE,
    GZIP,
    SNAPPY,
    LZ4,
    ZSTD;

    /** Numbers from here on mean nothing. */
    public static final int COUNT = 5;
}

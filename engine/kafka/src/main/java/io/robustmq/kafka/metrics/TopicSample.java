package io.robustmq.kafka.metrics;

/**
 * A topic's partitions on one core. Arrays have one element for each of these partitions and are
 * not changed any more.
 *
 * @param bytesIn of batches taken since the topic was made
 * @param recordsIn likewise
 * @param bytesOut of batches in answers to Fetch since the core started
 * @param recordsOut likewise
 * @param keptBytes of batches that retention has left
 * @param partitions their indexes
 * @param startOffsets record offset of the first record that is kept
 * @param endOffsets record offset behind the last one that may be read
 */
public record TopicSample(
        String topic,
        long bytesIn,
        long recordsIn,
        long bytesOut,
        long recordsOut,
        long keptBytes,
        int[] partitions,
        long[] startOffsets,
        long[] endOffsets) {}

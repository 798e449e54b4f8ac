package io.robustmq.kafka.topic;

/**
 * A topic as the catalog has it; another object after each change.
 *
 * @param name 1 to 249 characters of Kafka's alphabet
 * @param idHigh upper half of its id, which no other topic ever has
 * @param idLow lower half
 * @param partitions how many, from 0 on
 */
public record Topic(String name, long idHigh, long idLow, int partitions) {}

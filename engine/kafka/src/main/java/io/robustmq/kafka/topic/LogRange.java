package io.robustmq.kafka.topic;

/**
 * Partitions of a topic that were made together: their logs have consecutive ids.
 *
 * @param firstLogId of the first of them; no log id is ever used twice
 * @param count how many
 */
public record LogRange(long firstLogId, int count) {}

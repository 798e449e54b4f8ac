package io.robustmq.loadgen.kafka;

import org.jspecify.annotations.Nullable;

/**
 * How the load speaks Kafka.
 *
 * @param topic all of the load is in it; made when it is not there
 * @param partitions of a topic that is made, 1 or more
 * @param acks −1 all, 1 the leader, 0 no answer
 * @param batchBytes most bytes of a batch, but for one record that is larger
 * @param inFlight produce requests sent and not yet answered, 1 or more
 * @param fetchBytes most records of a response
 * @param fetchWaitMs how long the broker waits for the first record
 * @param password only beside a user: SASL PLAIN
 */
public record KafkaSettings(
        String topic,
        int partitions,
        int acks,
        int batchBytes,
        int inFlight,
        int fetchBytes,
        int fetchWaitMs,
        @Nullable String user,
        @Nullable String password) {

    /** In every request, and a batch may have no more than it has bytes. */
    public static final String CLIENT_ID = "robust-bench";

    /** Produce requests wait no longer for their acknowledgement. */
    static final int PRODUCE_TIMEOUT_MS = 30_000;

    /** The same, but nothing counts before it is kept. */
    public KafkaSettings withAllAcks() {
        return new KafkaSettings(
                topic,
                partitions,
                -1,
                batchBytes,
                inFlight,
                fetchBytes,
                fetchWaitMs,
                user,
                password);
    }

    /** Publisher or subscriber by its number: several publishers may share a partition. */
    int partitionOf(int station) {
        return station % partitions;
    }
}

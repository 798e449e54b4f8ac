package io.robustmq.kafka.group;

import org.apache.kafka.common.protocol.Errors;

/**
 * What is asked of a group is refused, with Kafka's error and words for whoever reads the answer.
 */
public final class GroupError extends Exception {
    private static final long serialVersionUID = 1L;

    private final Errors error;

    public GroupError(Errors error, String detail) {
        super(detail, null, false, false);
        this.error = error;
    }

    public Errors error() {
        return error;
    }
}

package io.robustmq.kafka.control;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Why something is not done, or that it is.
 *
 * @param message for people; null when there is no problem
 */
record Problem(Errors error, @Nullable String message) {
    static final Problem NONE = new Problem(Errors.NONE, null);

    static Problem of(Errors error, String message) {
        return new Problem(error, message);
    }

    boolean isThere() {
        return error != Errors.NONE;
    }

    short code() {
        return error.code();
    }
}

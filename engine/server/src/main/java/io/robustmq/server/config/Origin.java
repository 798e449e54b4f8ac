package io.robustmq.server.config;

/**
 * Where a value came from.
 *
 * @param where for messages: {@code broker.yaml:3:8}, {@code environment ROBUST_MQ_SERVER_NODE__ID}
 */
public record Origin(Kind kind, String where) {
    static final Origin DEFAULT = new Origin(Kind.DEFAULT, "default");

    /** In rising precedence. */
    public enum Kind {
        DEFAULT,
        FILE,
        ENVIRONMENT,
        FLAG
    }
}

package io.robustmq.codec.kafka.wire;

/**
 * The peer sent bytes that are no request, and the connection ends: what follows them cannot be
 * trusted either. Has no stack trace, because bad input is not a fault of ours and must be cheap.
 */
public final class KafkaViolation extends Exception {
    private static final long serialVersionUID = 1L;

    public KafkaViolation(String detail) {
        super(detail, null, false, false);
    }

    /** What is wrong, for the log: a constant, never the peer's bytes. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}

package io.robustmq.codec.kafka.control;

/** How {@link BoundedReadable} leaves a generated reader; no one outside this package sees it. */
final class MalformedMessage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedMessage(String detail) {
        super(detail, null, false, false);
    }
}

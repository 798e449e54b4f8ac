package io.robustmq.transport.core;

/** What each core counts about itself. */
public enum CoreCell {
    /** Duty cycles run. */
    CYCLES,
    /** Times the core blocked inside the I/O wait. */
    SLEEPS,
    BYTES_RECEIVED,
    BYTES_SENT,
    READS,
    SENDS,
    CONNECTIONS_ACCEPTED,
    /** Client connections made. */
    CONNECTIONS_CONNECTED,
    /** Accepted or connected; open = these minus closed. */
    CONNECTIONS_CLOSED,
    /** Connections closed because more input than their carry limit stayed unconsumed. */
    CARRY_LIMIT_EXCEEDED,
    /** Times the provided read buffers ran out. */
    READ_BUFFERS_EXHAUSTED,
    /** Times accept found no file descriptor left. */
    OUT_OF_DESCRIPTORS,
    /** Bytes that arrived while their connection was paused. */
    BYTES_HELD,
    /** Exceptions out of handlers, timers and control work. */
    ERRORS
}

package io.robustmq.transport.core;

/** What each core counts about itself; a name that ends in {@code _total} only rises. */
public enum CoreCell {
    CYCLES("cycles_total", "duty cycles run, those without work included"),
    SLEEPS("sleeps_total", "times the core blocked inside the I/O wait"),
    BYTES_RECEIVED("received_bytes_total", "bytes read from sockets"),
    BYTES_SENT("sent_bytes_total", "bytes that sockets took"),
    READS("reads_total", "reads that brought bytes"),
    SENDS("sends_total", "sends handed to the kernel"),
    CONNECTIONS_ACCEPTED("connections_accepted_total", "sockets accepted"),
    CONNECTIONS_CONNECTED("connections_connected_total", "client connections made"),
    /** Accepted or connected; open = these minus closed. */
    CONNECTIONS_CLOSED("connections_closed_total", "sockets closed, accepted or connected"),
    CARRY_LIMIT_EXCEEDED(
            "carry_limit_exceeded_total",
            "connections closed because more input than their carry limit stayed unconsumed"),
    READ_BUFFERS_EXHAUSTED(
            "read_buffers_exhausted_total", "times the provided read buffers ran out"),
    OUT_OF_DESCRIPTORS("out_of_descriptors_total", "times accept found no file descriptor left"),
    BYTES_HELD("held_bytes_total", "bytes that arrived while their connection was paused"),
    ERRORS("errors_total", "exceptions out of handlers, timers and control work"),
    OUTPUT_PENDING_BYTES(
            "output_pending_bytes",
            "bytes written to connections that their sockets have not taken"),
    BLOCKS_USED_BYTES(
            "blocks_used_bytes",
            "memory blocks that hold output, or input that waits for its rest"),
    BLOCKS_RESERVED_BYTES(
            "blocks_reserved_bytes",
            "memory blocks made so far, those free for use again included");

    private final String metricName;
    private final String help;

    CoreCell(String metricName, String help) {
        this.metricName = metricName;
        this.help = help;
    }

    /** With its unit, without what says that it is a core's. */
    public String metricName() {
        return metricName;
    }

    /** What is counted, in words. */
    public String help() {
        return help;
    }
}

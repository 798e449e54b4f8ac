package io.robustmq.kernel.cores;

/** What each core counts of its links to the others. */
public enum LinkCell {
    RING_REFUSALS(
            "ring_refusals_total",
            "times a message found no room in the ring to another core: it was dropped, put back to"
                    + " be tried again, or had to wait"),
    RING_WAITING(
            "ring_waiting_messages", "messages that wait outside a ring to another core for room");

    private final String metricName;
    private final String help;

    LinkCell(String metricName, String help) {
        this.metricName = metricName;
        this.help = help;
    }

    /** Ends in {@code _total} when it only rises. */
    public String metricName() {
        return metricName;
    }

    /** What is counted, in words. */
    public String help() {
        return help;
    }
}

package io.robustmq.loadgen.rig;

/** Where the rig puts one publisher's messages: the driver's side of a connection. */
public interface Outlet {
    /**
     * Writes messages with consecutive sequences and one intended time into the connection's
     * output.
     *
     * @param count 1 or more
     * @return how many were written, 0 to count; fewer when the output or the flow control is full
     */
    int send(long firstSequence, int count, long intendedNs);
}

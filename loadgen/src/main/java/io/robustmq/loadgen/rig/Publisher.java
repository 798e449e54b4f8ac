package io.robustmq.loadgen.rig;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/** One sequence of messages and the connection they leave by. */
@OwnedBy(Core.class)
public final class Publisher {
    private final int run;
    private final int number;
    private final long limit;
    private long sent;
    private Outlet outlet = (firstSequence, count, intendedNs) -> 0;

    /**
     * @param run as in {@link Stamp}
     * @param number from 0, as in {@link Stamp}
     * @param limit most messages it may send
     */
    Publisher(int run, int number, long limit) {
        this.run = run;
        this.number = number;
        this.limit = limit;
    }

    public int number() {
        return number;
    }

    /** The stamp's first word for sequence 0. */
    public long stampBase() {
        return Stamp.base(run, number);
    }

    /** The connection is open. */
    public void attach(Outlet connected) {
        this.outlet = connected;
    }

    long sent() {
        return sent;
    }

    long remaining() {
        return limit - sent;
    }

    /**
     * @return how many were sent
     */
    int send(int count, long intendedNs) {
        int taken = outlet.send(sent, count, intendedNs);
        sent += taken;
        return taken;
    }
}

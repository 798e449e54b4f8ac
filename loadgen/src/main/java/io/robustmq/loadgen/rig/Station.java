package io.robustmq.loadgen.rig;

import org.jspecify.annotations.Nullable;

/**
 * One connection of a run and what it is for: it publishes, receives, or both. The driver opens it
 * and tells how that went, on the lane's core.
 */
public final class Station {
    private final Lane lane;
    private final int index;
    private final @Nullable Publisher publisher;
    private final @Nullable Arrivals arrivals;

    Station(Lane lane, int index, @Nullable Publisher publisher, @Nullable Arrivals arrivals) {
        this.lane = lane;
        this.index = index;
        this.publisher = publisher;
        this.arrivals = arrivals;
    }

    /** From 0 among the run's publishers, or among its subscribers. */
    public int index() {
        return index;
    }

    public @Nullable Publisher publisher() {
        return publisher;
    }

    public @Nullable Arrivals arrivals() {
        return arrivals;
    }

    public Tally tally() {
        return lane.tally();
    }

    /** Where the time from sending to acknowledgement goes. */
    public Latencies acknowledgements() {
        return lane.acknowledgements();
    }

    /** In each cycle after the publishers sent what they may; before {@link #opened}. */
    public void afterFeed(Runnable flush) {
        lane.afterFeed(flush);
    }

    /** Once, when all stations are open and the run begins; before {@link #opened}. */
    public void whenStarted(Runnable begin) {
        lane.whenStarted(begin);
    }

    /** Connected, and subscribed if it receives; exactly one of this and {@link #failed}, once. */
    public void opened() {
        lane.stationOpened();
    }

    public void failed(String why) {
        lane.stationFailed(why);
    }

    /** The connection ended after it had opened. */
    public void closed(String why) {
        lane.stationClosed(why);
    }
}

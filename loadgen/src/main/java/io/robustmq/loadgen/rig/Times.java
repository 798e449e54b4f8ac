package io.robustmq.loadgen.rig;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The three kinds of times of all lanes, merged: the latest interval, and the sum since a reset.
 */
public final class Times {
    private final List<Lane> lanes;
    private final Histogram endToEnd = Latencies.emptyHistogram();
    private final Histogram sendDelays = Latencies.emptyHistogram();
    private final Histogram acknowledgements = Latencies.emptyHistogram();
    private final Histogram latestEndToEnd = Latencies.emptyHistogram();

    Times(List<Lane> lanes) {
        this.lanes = lanes;
    }

    /** Main thread: takes what the lanes recorded since the last call. */
    void collect(long fromMs, long toMs) {
        latestEndToEnd.reset();
        for (Lane lane : lanes) {
            lane.endToEnd().drainTo(latestEndToEnd);
            lane.sendDelays().drainTo(sendDelays);
            lane.acknowledgements().drainTo(acknowledgements);
        }
        latestEndToEnd.setStartTimeStamp(fromMs);
        latestEndToEnd.setEndTimeStamp(toMs);
        endToEnd.add(latestEndToEnd);
    }

    /** The warm-up is over. */
    void forget() {
        endToEnd.reset();
        sendDelays.reset();
        acknowledgements.reset();
    }

    /** Of the latest {@link #collect} only. */
    public Histogram latestEndToEnd() {
        return latestEndToEnd;
    }

    Histogram endToEnd() {
        return endToEnd;
    }

    Histogram sendDelays() {
        return sendDelays;
    }

    Histogram acknowledgements() {
        return acknowledgements;
    }
}

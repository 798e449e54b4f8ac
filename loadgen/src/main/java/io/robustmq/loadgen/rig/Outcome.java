package io.robustmq.loadgen.rig;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to. Losses and irregularities are of the whole run; rates and times of its
 * measured part.
 *
 * @param counts of the whole run, after it drained
 * @param measuredNs length of the measured part; of a burst: first send to last delivery
 * @param measuredSent messages sent in it
 * @param measuredReceived deliveries in it
 * @param measuredBusyNs of it, how long the busiest lane was moving messages
 * @param expected deliveries that the messages sent must become
 * @param lost of those, how many never came
 * @param endToEnd from intended send to delivery; empty unless timed
 * @param sendDelays from intended send to the real one; empty without a rate
 * @param acknowledgements from send to acknowledgement; empty for QoS 0
 * @param closedWhy why a connection ended before the run did
 */
public record Outcome(
        Counts counts,
        long measuredNs,
        long measuredSent,
        long measuredReceived,
        long measuredBusyNs,
        long expected,
        long lost,
        Histogram endToEnd,
        Histogram sendDelays,
        Histogram acknowledgements,
        @Nullable String closedWhy) {

    public double receivedPerS() {
        return measuredReceived * 1e9 / measuredNs;
    }

    public double sentPerS() {
        return measuredSent * 1e9 / measuredNs;
    }

    public double busyShare() {
        return Math.min(1, (double) measuredBusyNs / measuredNs);
    }
}

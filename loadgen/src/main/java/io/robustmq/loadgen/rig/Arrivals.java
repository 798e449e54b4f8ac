package io.robustmq.loadgen.rig;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.jspecify.annotations.Nullable;

/**
 * What reached one receiver: every delivery is checked against its publisher's sequence and timed.
 * The driver calls {@link #onMessage} once per delivery.
 */
@OwnedBy(Core.class)
public abstract class Arrivals {
    /** Publishers heard, by their number minus {@code firstPublisher}. */
    final int publishers;

    private final long firstStream;
    private final int firstPublisher;
    private final int payloadBytes;
    private final Tally tally;
    private final @Nullable Latencies latencies;

    /** Of the round that is read: what is stored is read once more when it {@link #again}. */
    private long roundFrom;

    /**
     * @param run as in {@link Stamp}
     * @param payloadBytes every payload's length
     * @param latencies null when end-to-end times are not wanted
     */
    Arrivals(
            int run,
            int firstPublisher,
            int publishers,
            int payloadBytes,
            Tally tally,
            @Nullable Latencies latencies) {
        this.publishers = publishers;
        this.firstStream = Stamp.streamOf(run, firstPublisher);
        this.firstPublisher = firstPublisher;
        this.payloadBytes = payloadBytes;
        this.tally = tally;
        this.latencies = latencies;
    }

    public final int payloadBytes() {
        return payloadBytes;
    }

    /**
     * @param word the payload's first 8 bytes
     * @param intendedNs the next 8
     * @param nowNs when the bytes were read, nanoTime
     */
    public final void onMessage(long word, long intendedNs, long nowNs) {
        long slot = Stamp.stream(word) - firstStream;
        if (slot < 0 || slot >= publishers) {
            tally.foreign++;
            return;
        }
        tally.received++;
        tally.lastReceivedNs = nowNs;
        arrived((int) slot, roundFrom + Stamp.sequence(word), tally);
        if (latencies != null) {
            latencies.record(nowNs - intendedNs);
        }
    }

    /**
     * What has come is going to come once more, from its first message on.
     *
     * @param messages of each publisher
     */
    public final void again(long messages) {
        roundFrom += messages;
    }

    /** A delivery whose payload is too short for a stamp, or of another length than was sent. */
    public final void onCorrupt() {
        tally.corrupt++;
    }

    abstract void arrived(int slot, long sequence, Tally tally);

    /** All of this publisher's messages below are here or will not come any more. */
    abstract long reached(int slot);

    final int firstPublisher() {
        return firstPublisher;
    }
}

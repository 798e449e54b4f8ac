package io.robustmq.loadgen.rig;

import java.time.Duration;

/**
 * What a run asks of a broker, in no protocol's words.
 *
 * @param shape who hears whom
 * @param publishers 0 when a server sends by itself, or has kept what is read
 * @param subscribers 0 when nothing is to come back
 * @param oneConnection publisher i and subscriber i are one connection
 * @param shared the subscribers are one group: each message reaches one of them
 * @param payloadBytes {@link Stamp#BYTES} or more
 * @param window most messages a publisher may be ahead of its slowest receiver
 * @param ratePerS open loop at this many messages a second, all publishers together; 0: as fast as
 *     the window allows
 * @param messages closed burst of exactly so many, all publishers together, or how many are stored;
 *     0: by time
 * @param warmup not measured, before the duration; ignored when {@link #isBurst}
 * @param duration measured
 * @param timed record end-to-end times
 * @param acknowledged every message sent is answered, and the run waits for it
 * @param repeats what is stored is read over and over, by time
 */
public record Workload(
        Shape shape,
        int publishers,
        int subscribers,
        boolean oneConnection,
        boolean shared,
        int payloadBytes,
        long window,
        long ratePerS,
        long messages,
        Duration warmup,
        Duration duration,
        boolean timed,
        boolean acknowledged,
        boolean repeats) {

    /** One that reads what is stored once, if it reads such. */
    public Workload(
            Shape shape,
            int publishers,
            int subscribers,
            boolean oneConnection,
            boolean shared,
            int payloadBytes,
            long window,
            long ratePerS,
            long messages,
            Duration warmup,
            Duration duration,
            boolean timed,
            boolean acknowledged) {
        this(
                shape,
                publishers,
                subscribers,
                oneConnection,
                shared,
                payloadBytes,
                window,
                ratePerS,
                messages,
                warmup,
                duration,
                timed,
                acknowledged,
                false);
    }

    /** Who hears whom. */
    public enum Shape {
        /** Subscriber i hears publisher i. */
        PAIRS,
        /** Every subscriber hears every publisher. */
        ALL
    }

    /** A server sends by itself, as publisher 0 of run 0 on each connection. */
    boolean isFed() {
        return publishers == 0;
    }

    /** The broker keeps the messages already, as publisher i of run 0 for subscriber i. */
    public boolean isStored() {
        return isFed() && messages > 0;
    }

    /** Ends with its last message; the others end by time. */
    public boolean isBurst() {
        return messages > 0 && !repeats;
    }

    /** The same, but {@link #repeats}. */
    public Workload repeated() {
        return new Workload(
                shape,
                publishers,
                subscribers,
                oneConnection,
                shared,
                payloadBytes,
                window,
                ratePerS,
                messages,
                warmup,
                duration,
                timed,
                acknowledged,
                true);
    }

    /** What must be written before, so that this {@link #isStored}. */
    public Workload filling() {
        return new Workload(
                shape,
                subscribers,
                0,
                false,
                false,
                payloadBytes,
                Math.max(1, window),
                0,
                messages,
                Duration.ZERO,
                Duration.ZERO,
                false,
                true);
    }

    /**
     * @return the subscriber's part of what {@link #isStored}, 0 when nothing is
     */
    public long storedFor(int subscriber) {
        return isStored() ? share(subscriber, subscribers) : 0;
    }

    /**
     * @return how many deliveries the messages sent must become
     */
    public long deliveriesOf(long sent) {
        return switch (shape) {
            case PAIRS -> subscribers == 0 ? 0 : sent;
            case ALL -> shared ? sent : sent * subscribers;
        };
    }

    /**
     * @return the publisher's part of {@link #messages}, or no limit
     */
    long limitOf(int publisher) {
        if (messages == 0) {
            return Long.MAX_VALUE;
        }
        return share(publisher, publishers);
    }

    private long share(int number, int of) {
        return messages / of + (number < messages % of ? 1 : 0);
    }
}

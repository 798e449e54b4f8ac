package io.robustmq.kernel.logged;

import io.robustmq.kernel.message.Publication;

/** Brings records to all who subscribed to their topic, on every core. On the log's core. */
public interface Deliverer {
    /** In place of a session's number: the message is a record of a log already. */
    long SENDER = -1;

    /** What became of a record. */
    enum Outcome {
        /** Everyone got it or was sent it. */
        DELIVERED,
        /** Longer than messages may be: nobody gets it. */
        TOO_LARGE,
        /** A ring to another core is full: nothing happened; again in the next cycle. */
        NO_ROOM,
        /** What is kept for subscribers is not taken now: nothing happened; nobody tells when. */
        LATER
    }

    /**
     * @param publication of {@link #SENDER}
     */
    Outcome tryDeliver(Publication publication);

    /** Stands for what was delivered so far. */
    long ticket();

    /** True when other cores keep what was delivered up to the ticket. */
    boolean isKept(long ticket);
}

package io.robustmq.mqtt.session;

/** The journal's frame types for {@link SessionEvents}: part of the data directory's format. */
final class SessionEventType {
    static final int SUBSCRIBED = 0x0101;
    static final int UNSUBSCRIBED = 0x0102;
    static final int ENQUEUED = 0x0103;
    static final int DROPPED = 0x0104;
    static final int SENT = 0x0105;
    static final int RECEIPT_CONFIRMED = 0x0106;
    static final int FINISHED = 0x0107;
    static final int TAKEN = 0x0108;
    static final int RELEASED = 0x0109;
    static final int OPENED = 0x010A;
    static final int ATTACHED = 0x010B;
    static final int EXPIRY_CHANGED = 0x010C;
    static final int DETACHED = 0x010D;
    static final int WILL_SET = 0x010E;
    static final int WILL_CLEARED = 0x010F;
    static final int ENDED = 0x0110;

    /** Several ENQUEUED, or FINISHED, in one. */
    static final int ENQUEUED_RUN = 0x0111;

    static final int FINISHED_RUN = 0x0112;

    private SessionEventType() {}
}

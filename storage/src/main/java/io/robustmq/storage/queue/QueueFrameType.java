package io.robustmq.storage.queue;

/** The journal's frame types for queues: part of the data directory's format. */
public final class QueueFrameType {
    public static final int FIRST = 0x0201;

    static final int DECLARED = 0x0201;
    static final int DELETED = 0x0202;
    static final int ENQUEUED = 0x0203;
    static final int REMOVED = 0x0204;
    static final int RETURNED = 0x0205;
    static final int PURGED = 0x0206;
    static final int SWEPT = 0x0207;
    static final int SENDER_FORGOTTEN = 0x0208;

    public static final int LAST = 0x020F;

    private QueueFrameType() {}

    public static boolean isOurs(int type) {
        return type >= FIRST && type <= LAST;
    }
}

package io.robustmq.storage.queue;

/** The journal's frame types for queues: part of the data directory's format. */
public final class QueueFrameType {
    public static final int FIRST = 0x1001;

    static final int DECLARED = 0x1001;
    static final int DELETED = 0x1002;
    static final int ENQUEUED = 0x1003;
    static final int REMOVED = 0x1004;
    static final int RETURNED = 0x1005;
    static final int PURGED = 0x1006;
    static final int SWEPT = 0x1007;
    static final int SENDER_FORGOTTEN = 0x1008;

    public static final int LAST = 0x100F;

    private QueueFrameType() {}

    public static boolean isOurs(int type) {
        return type >= FIRST && type <= LAST;
    }
}

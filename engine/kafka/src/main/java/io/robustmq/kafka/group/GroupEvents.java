package io.robustmq.kafka.group;

/**
 * The journal's events of groups, in the shard that the group's name hashes to. Each begins with
 * {@code version: 1 | group}; engine/kafka/README.md draws what follows.
 */
public final class GroupEvents {
    /** Offsets are committed. */
    public static final int OFFSETS_KEPT = 0x0601;

    /** Offsets are deleted. */
    public static final int OFFSETS_GONE = 0x0602;

    /** A classic group's generation, whole: it is there from its SyncGroup on, or empty. */
    public static final int GENERATION = 0x0603;

    /** A consumer group's epoch, and what it is subscribed to. */
    public static final int EPOCH = 0x0604;

    /** A member of a consumer group is there, or has changed what it wants. */
    public static final int MEMBER = 0x0605;

    /** What a member has, and what it must give back. */
    public static final int CURRENT = 0x0606;

    /** What members shall have, of those for whom it changed. */
    public static final int TARGET = 0x0607;

    /** A member left. */
    public static final int MEMBER_GONE = 0x0608;

    /** The group is deleted with all its offsets. */
    public static final int GONE = 0x0609;

    /** Any change of these layouts is a new version. */
    static final byte VERSION = 1;

    private GroupEvents() {}

    public static boolean isEvent(int type) {
        return type >= OFFSETS_KEPT && type <= GONE;
    }
}

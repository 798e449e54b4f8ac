package io.robustmq.mqtt;

import io.robustmq.kernel.cores.MessageTypes;

/** The types of what MQTT's cores tell each other. */
public final class CoreMessage {
    /**
     * A publication for the receiving core's own subscribers; the tag is its confirmation's number,
     * 0 when nobody waits for that.
     */
    public static final int PUBLISHED = MessageTypes.FIRST_OF_PROTOCOLS;

    /**
     * Any core → a topic's home: keep this retained publication; the tag is the question's number.
     */
    public static final int RETAIN = PUBLISHED + 1;

    /** The home's answer to {@link #RETAIN}; the body is a reason code, a byte. */
    public static final int RETAIN_ANSWERED = PUBLISHED + 2;

    /**
     * A topic's home tells all: its retained publication, in the order that holds for the topic.
     */
    public static final int RETAINED = PUBLISHED + 3;

    /** A member's core → a group's home: a session joins; the tag is the question's number. */
    public static final int GROUP_JOIN = PUBLISHED + 4;

    /** The home's answer to {@link #GROUP_JOIN}: every core knows of it. */
    public static final int GROUP_JOINED = PUBLISHED + 5;

    /** A member's core → a group's home; the tag is the membership. */
    public static final int GROUP_LEAVE = PUBLISHED + 6;

    /** A member's core → a group's home: its client came or went; the tag is the membership. */
    public static final int GROUP_PRESENCE = PUBLISHED + 7;

    /**
     * A group's home → a member's core: a message for a member; the tag is its confirmation's
     * number.
     */
    public static final int GROUP_GIVE = PUBLISHED + 8;

    /**
     * A member's core → a group's home: one message given is finished with; the tag is the
     * membership.
     */
    public static final int GROUP_FINISHED = PUBLISHED + 9;

    /**
     * A member's core → a group's home: one message given was not acknowledged; the tag is the
     * membership.
     */
    public static final int GROUP_RETURN = PUBLISHED + 10;

    /** Any core → a topic's home: may a session have it alone; the tag is the question's number. */
    public static final int EXCLUSIVE_ASK = PUBLISHED + 11;

    /** The home's answer to {@link #EXCLUSIVE_ASK}; the tag is the question's number. */
    public static final int EXCLUSIVE_GRANTED = PUBLISHED + 12;

    public static final int EXCLUSIVE_REFUSED = PUBLISHED + 13;

    /** The right granted by the question that is the tag is given back. */
    public static final int EXCLUSIVE_RELEASE = PUBLISHED + 14;

    /**
     * As {@link #PUBLISHED}, with the payload left out: the sending core lends it, the tag is its
     * slab.
     */
    public static final int PUBLISHED_BODY = PUBLISHED + 15;

    /** The slab that is the tag is no longer needed by a core it was lent to. */
    public static final int BODY_RETURNED = PUBLISHED + 16;

    /** As {@link #RETAINED}, of a publication that was kept before a restart: routed alone. */
    public static final int RETAINED_BEFORE = PUBLISHED + 17;

    /**
     * Any core → a topic's home: keep this publication until it is due; the tag is its
     * confirmation's number.
     */
    public static final int DELAY = PUBLISHED + 18;

    /**
     * A member's core → a group's home: a message that a session had when it ended, which is not to
     * be lost or doubled; the tag is its confirmation's number.
     */
    public static final int GROUP_RETURN_ONCE = PUBLISHED + 19;

    private CoreMessage() {}
}

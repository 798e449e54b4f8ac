package io.robustmq.kernel.cores;

/**
 * The types of what cores tell each other. Protocols have theirs from {@link #FIRST_OF_PROTOCOLS}.
 */
public final class MessageTypes {
    /** Everything this core told up to the tag has been taken. */
    static final int TOLD_TAKEN = 1;

    /** Tells nothing: its being taken says that all before it was. */
    static final int FENCE = 2;

    /** A core has its first subscription of the body's filter. */
    static final int FILTER_ADDED = 3;

    /** A core has no subscription of the body's filter any more. */
    static final int FILTER_REMOVED = 4;

    /** A core has its first subscription of the body's filter whose messages are to be kept. */
    static final int FILTER_KEPT = 5;

    /** A core keeps no messages of the body's filter any more. */
    static final int FILTER_NOT_KEPT = 6;

    /** Everything this core gave up to the tag has been taken. */
    static final int GIVEN_TAKEN = 7;

    /** The first of the relay's; see its own package. */
    public static final int FIRST_OF_RELAY = 8;

    public static final int FIRST_OF_PROTOCOLS = 24;

    private MessageTypes() {}
}

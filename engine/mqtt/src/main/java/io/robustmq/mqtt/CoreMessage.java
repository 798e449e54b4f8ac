package io.robustmq.mqtt;

import io.robustmq.kernel.cores.MessageTypes;

/** The types of what MQTT's cores tell each other. */
public final class CoreMessage {
    /** A publication for the receiving core's own subscribers. */
    public static final int PUBLISHED = MessageTypes.FIRST_OF_PROTOCOLS;

    /** Any core → a topic's home: keep this retained publication; the tag is the question's number. */
    public static final int RETAIN = PUBLISHED + 1;

    /** The home's answer to {@link #RETAIN}; the body is a reason code, a byte. */
    public static final int RETAIN_ANSWERED = PUBLISHED + 2;

    /** A topic's home tells all: its retained publication, in the order that holds for the topic. */
    public static final int RETAINED = PUBLISHED + 3;

    private CoreMessage() {}
}

package io.robustmq.loadgen.ledger;

import java.util.Locale;

/** What an entry of the ledger says happened. */
enum Action {
    /** The ledger begins; the detail is the first level of its topics and client ids. */
    ROOT,
    /** A reader's subscription was granted; the detail is the filter. */
    SUBSCRIBED,
    /** CONNACK came. */
    CONNECTED,
    /** CONNACK came and said that there is no session, though there had been one. */
    SESSION_LOST,
    /** A PUBLISH is about to be sent; the detail is its packet identifier, as in the next four. */
    INVOKE,
    /** PUBACK or PUBREC: the broker has it. */
    OK,
    /** The same with a reason code that says it has not. */
    REFUSED,
    /** The session ended before an answer: nobody knows. */
    UNKNOWN,
    /** PUBCOMP. */
    DONE,
    /** A reader got it, and has not acknowledged it yet; the detail is the packet identifier. */
    READ,
    /** PUBREL: a reader's packet identifier is free again. */
    RELEASE,
    /** A reader got a payload that nobody sent; the detail is its length. */
    CORRUPT,
    /** What a topic retains when all is over. */
    RETAINED,
    /** Whoever makes the fault is about to. */
    CUTTING,
    /** It is made: no acknowledgement before this entry came from a broker started since. */
    CUT;

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Action of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}

package io.robustmq.kernel.topic;

/** What is wrong with a topic name or filter; {@link #VALID} if nothing. */
public enum FilterCheck {
    VALID,
    /** [MQTT-4.7.3-1] at least one character. */
    EMPTY,
    /** [MQTT-4.7.3-2] no null character. */
    NULL_CHARACTER,
    /** More levels than the broker's limit. */
    TOO_MANY_LEVELS,
    /** [MQTT-4.7.1-1] {@code #} alone on its level and the last. */
    MISPLACED_HASH,
    /** [MQTT-4.7.1-2] {@code +} alone on its level. */
    MISPLACED_PLUS,
    /** [MQTT-3.3.2-2] a name that is published to has no wildcards. */
    WILDCARD_IN_NAME,
    /** [MQTT-4.8.2-1] a share name of at least one character, without {@code +} and {@code #}. */
    BAD_SHARE_NAME,
    /**
     * [MQTT-4.8.2-2] nothing behind {@code $share/name}, {@code $queue/} or {@code $exclusive/}.
     */
    MISSING_FILTER,
    /** An exclusive subscription names one topic. */
    EXCLUSIVE_WILDCARD;

    public boolean isValid() {
        return this == VALID;
    }
}

package io.robustmq.mqtt.delayed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/**
 * Reads {@code $delayed/SECONDS/TOPIC}: to be published to TOPIC after so many seconds; above
 * {@link #ABSOLUTE_ABOVE} the number is the second since 1970 at which it is. Digits only, without
 * sign or needless zeros.
 */
@OwnedBy(Core.class)
public final class DelayedTopic {
    /** The longest delay, in seconds: 49.7 days. */
    public static final long DELAY_MAX_S = 4_294_967;

    /** Greater numbers are no delays but times. */
    public static final long ABSOLUTE_ABOVE = 1_000_000_000;

    private static final byte[] PREFIX = "$delayed".getBytes(US_ASCII);
    private static final int DIGITS_MAX = 12;
    private static final long MS_PER_S = 1000;
    private static final int MALFORMED = -1;

    private int prefixLength;
    private long untilMs;

    /** True for {@code $delayed} and everything below it. */
    public static boolean is(DirectBuffer topic, int offset, int length) {
        if (length < PREFIX.length
                || length > PREFIX.length && topic.getByte(offset + PREFIX.length) != '/') {
            return false;
        }
        for (int i = 0; i < PREFIX.length; i++) {
            if (topic.getByte(offset + i) != PREFIX[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param length of a topic that {@link #is} one
     * @return false when it is malformed or too far away
     */
    public boolean read(DirectBuffer topic, int offset, int length, long nowMs) {
        int begin = PREFIX.length + 1;
        int at = begin;
        long number = 0;
        while (at < length && topic.getByte(offset + at) != '/') {
            int digit = topic.getByte(offset + at) - '0';
            if (digit < 0 || digit > 9 || at - begin == DIGITS_MAX) {
                return false;
            }
            number = number * 10 + digit;
            at++;
        }
        boolean needlessZero = at - begin > 1 && topic.getByte(offset + begin) == '0';
        prefixLength = at + 1;
        untilMs = until(number, nowMs);
        return at > begin
                && !needlessZero
                && prefixLength < length
                && untilMs != MALFORMED
                && !is(topic, offset + prefixLength, length - prefixLength);
    }

    private static long until(long number, long nowMs) {
        if (number <= DELAY_MAX_S) {
            return nowMs + number * MS_PER_S;
        }
        boolean isTime =
                number > ABSOLUTE_ABOVE && number * MS_PER_S - nowMs <= DELAY_MAX_S * MS_PER_S;
        return isTime ? number * MS_PER_S : MALFORMED;
    }

    /** Bytes before the topic it is for. */
    public int prefixLength() {
        return prefixLength;
    }

    /** Milliseconds since 1970, perhaps in the past. */
    public long untilMs() {
        return untilMs;
    }
}

package io.robustmq.loadgen.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message's payload, of which every byte can be told to be right:
 *
 * <pre>
 *   | value | space | length of all | space | filling: byte n is 'a' + (n + sequence) % 26 |
 * </pre>
 */
final class Body {
    /** Room for the longest value and length. */
    static final int LEAST_BYTES = 64;

    private static final int LETTERS = 26;

    private Body() {}

    /**
     * @param length {@link #LEAST_BYTES} or more
     */
    static UnsafeBuffer of(Value value, int length) {
        UnsafeBuffer body = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
        byte[] head = (value.text() + " " + length + " ").getBytes(StandardCharsets.US_ASCII);
        body.putBytes(0, head);
        for (int n = head.length; n < length; n++) {
            body.putByte(n, filling(value, n));
        }
        return body;
    }

    private static byte filling(Value value, int n) {
        return (byte) ('a' + (n + value.sequence()) % LETTERS);
    }

    /**
     * @return null when anything in it is not as it was made
     */
    static @Nullable Value read(DirectBuffer buffer, int at, int length) {
        String head = buffer.getStringWithoutLengthAscii(at, Math.min(length, LEAST_BYTES));
        String[] words = head.split(" ", -1);
        if (words.length < 2 || !words[1].equals(Integer.toString(length))) {
            return null;
        }
        try {
            Value value = Value.parse(words[0]);
            int filled = words[0].length() + words[1].length() + 2;
            return isFilled(buffer, at, filled, length, value) ? value : null;
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    private static boolean isFilled(
            DirectBuffer buffer, int at, int from, int length, Value value) {
        for (int n = from; n < length; n++) {
            if (buffer.getByte(at + n) != filling(value, n)) {
                return false;
            }
        }
        return true;
    }
}

package io.robustmq.codec.mqtt;

import org.agrona.DirectBuffer;

/** UTF-8 Encoded String (§1.5.4): Binary Data whose bytes are well-formed UTF-8 without U+0000. */
public final class Utf8String {
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long LOW_BITS = 0x0101_0101_0101_0101L;

    private Utf8String() {}

    /** As {@link BinaryData#end}, and the bytes are checked. */
    public static int end(DirectBuffer buffer, int at, int limit) throws MqttViolation {
        int end = BinaryData.end(buffer, at, limit);
        check(buffer, at + TwoByteInteger.BYTES, end - at - TwoByteInteger.BYTES);
        return end;
    }

    /** Throws 0x81 unless the bytes (without the length field) may stand in an MQTT string. */
    public static void check(DirectBuffer buffer, int offset, int length) throws MqttViolation {
        if (!isWellFormed(buffer, offset, length)) {
            throw MqttViolation.malformed("string is not well-formed UTF-8 without U+0000");
        }
    }

    /**
     * [MQTT-1.5.4-1] well-formed UTF-8 as Unicode and RFC 3629 define it: no overlong form, no
     * surrogate, nothing above U+10FFFF. [MQTT-1.5.4-2] no U+0000.
     */
    public static boolean isWellFormed(DirectBuffer buffer, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (end - at >= Long.BYTES && isAsciiWithoutNul(buffer.getLong(at))) {
                at += Long.BYTES;
                continue;
            }
            int bytes = sequenceLength(buffer, at, end);
            if (bytes == 0) {
                return false;
            }
            at += bytes;
        }
        return true;
    }

    /** Eight bytes at once; the byte order does not matter. */
    private static boolean isAsciiWithoutNul(long word) {
        return ((word - LOW_BITS | word) & HIGH_BITS) == 0;
    }

    /** Bytes of the code point at {@code at}: 1 to 4, or 0 when it is not one. */
    private static int sequenceLength(DirectBuffer buffer, int at, int end) {
        int first = buffer.getByte(at) & 0xFF;
        if (first < 0x80) {
            return first == 0 ? 0 : 1;
        }
        if (first < 0xC2 || first > 0xF4) {
            return 0; // a continuation, an overlong form, or above U+10FFFF
        }
        int bytes = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (end - at < bytes || !isSecond(first, buffer.getByte(at + 1) & 0xFF)) {
            return 0;
        }
        for (int i = 2; i < bytes; i++) {
            if ((buffer.getByte(at + i) & 0xC0) != 0x80) {
                return 0;
            }
        }
        return bytes;
    }

    /** The second byte is where overlong forms, surrogates and U+110000 show (RFC 3629 §4). */
    private static boolean isSecond(int first, int second) {
        return switch (first) {
            case 0xE0 -> second >= 0xA0 && second <= 0xBF;
            case 0xED -> second >= 0x80 && second <= 0x9F;
            case 0xF0 -> second >= 0x90 && second <= 0xBF;
            case 0xF4 -> second >= 0x80 && second <= 0x8F;
            default -> second >= 0x80 && second <= 0xBF;
        };
    }
}

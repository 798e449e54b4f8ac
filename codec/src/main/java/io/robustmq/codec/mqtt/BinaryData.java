package io.robustmq.codec.mqtt;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Binary Data (§1.5.6): a Two Byte Integer length, then that many bytes. */
public final class BinaryData {
    private BinaryData() {}

    /**
     * The offset behind the field at {@code at}, which must end by {@code limit}.
     *
     * @throws MqttViolation malformed, when it does not
     */
    public static int end(DirectBuffer buffer, int at, int limit) throws MqttViolation {
        if (limit - at < TwoByteInteger.BYTES) {
            throw MqttViolation.malformed("length of a field is cut off");
        }
        int end = at + TwoByteInteger.BYTES + TwoByteInteger.get(buffer, at);
        if (end > limit) {
            throw MqttViolation.malformed("field runs over the end");
        }
        return end;
    }

    /**
     * @return the offset behind the last byte written
     */
    public static int put(
            MutableDirectBuffer target, int at, DirectBuffer source, int offset, int length) {
        TwoByteInteger.put(target, at, length);
        target.putBytes(at + TwoByteInteger.BYTES, source, offset, length);
        return at + TwoByteInteger.BYTES + length;
    }
}

package io.robustmq.mqtt.subscribe;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Of which group a message is, to which member it goes and how; part of the data directory's
 * format.
 *
 * <pre>
 * 0     1        2             4            8
 * | QoS | RETAIN | groupLength | identifier | group, as named in SUBSCRIBE | client id, the rest |    little-endian
 * </pre>
 *
 * On its way back to the group it has no client id, and all but the group is 0.
 */
final class GiftAddress {
    private static final int RETAIN_AT = 1;
    private static final int GROUP_LENGTH_AT = 2;
    private static final int IDENTIFIER_AT = 4;
    private static final int GROUP_AT = 8;

    private GiftAddress() {}

    /** Of a member; how it gets a message is {@link #setOptions}. */
    static byte[] of(String group, String clientId) {
        byte[] groupBytes = group.getBytes(UTF_8);
        byte[] idBytes = clientId.getBytes(UTF_8);
        return ByteBuffer.allocate(GROUP_AT + groupBytes.length + idBytes.length)
                .order(LITTLE_ENDIAN)
                .putShort(GROUP_LENGTH_AT, (short) groupBytes.length)
                .put(GROUP_AT, groupBytes)
                .put(GROUP_AT + groupBytes.length, idBytes)
                .array();
    }

    /** Back to the group. */
    static byte[] of(String group) {
        return of(group, "");
    }

    /**
     * @param identifier the member's subscription identifier; 0 for none
     */
    static void setOptions(MutableDirectBuffer address, int qos, boolean retain, int identifier) {
        address.putByte(0, (byte) qos);
        address.putByte(RETAIN_AT, (byte) (retain ? 1 : 0));
        address.putInt(IDENTIFIER_AT, identifier, LITTLE_ENDIAN);
    }

    static int qos(DirectBuffer from, int at) {
        return from.getByte(at);
    }

    static boolean retain(DirectBuffer from, int at) {
        return from.getByte(at + RETAIN_AT) != 0;
    }

    static int identifier(DirectBuffer from, int at) {
        return from.getInt(at + IDENTIFIER_AT, LITTLE_ENDIAN);
    }

    static String group(DirectBuffer from, int at) {
        return from.getStringWithoutLengthUtf8(at + GROUP_AT, groupLength(from, at));
    }

    /**
     * @param length of the address
     */
    static String clientId(DirectBuffer from, int at, int length) {
        int before = GROUP_AT + groupLength(from, at);
        return from.getStringWithoutLengthUtf8(at + before, length - before);
    }

    private static int groupLength(DirectBuffer from, int at) {
        return from.getShort(at + GROUP_LENGTH_AT, LITTLE_ENDIAN) & 0xFFFF;
    }
}

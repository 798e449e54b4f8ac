package io.robustmq.conformance.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The parts that MQTT packets are made of, as arrays (MQTT 5.0 §1.5). Nothing is checked: tests
 * send nonsense too.
 */
public final class Bytes {
    private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");

    private Bytes() {}

    /** Each value as one byte. */
    public static byte[] bytes(int... values) {
        byte[] result = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (byte) values[i];
        }
        return result;
    }

    public static byte[] u16(int value) {
        return bytes(value >>> 8, value);
    }

    public static byte[] u32(long value) {
        return bytes((int) (value >>> 24), (int) (value >>> 16), (int) (value >>> 8), (int) value);
    }

    /** §1.5.5, in the fewest bytes. */
    public static byte[] varint(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int rest = value;
        do {
            int low = rest & 0x7F;
            rest >>>= 7;
            out.write(rest > 0 ? low | 0x80 : low);
        } while (rest > 0);
        return out.toByteArray();
    }

    /** §1.5.4: length, then UTF-8. */
    public static byte[] string(String text) {
        return binary(text.getBytes(StandardCharsets.UTF_8));
    }

    /** §1.5.6: length, then the bytes. */
    public static byte[] binary(byte[] value) {
        return join(u16(value.length), value);
    }

    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    public static byte[] repeat(int value, int count) {
        byte[] result = new byte[count];
        Arrays.fill(result, (byte) value);
        return result;
    }

    /** §2.1: type and flags, remaining length, the rest. */
    public static byte[] packet(int firstByte, byte[]... parts) {
        byte[] rest = join(parts);
        return join(bytes(firstByte), varint(rest.length), rest);
    }

    /** §2.2.2: the properties' length, then they. */
    public static byte[] properties(byte[]... each) {
        byte[] all = join(each);
        return join(varint(all.length), all);
    }

    public static String hex(byte[] value) {
        return SPACED.formatHex(value);
    }
}

package io.robustmq.conformance.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The properties of a received packet, in their order. */
public final class Properties {
    /** A property: a Long, a String, a byte[], or a pair of Strings. */
    private record Entry(int id, Object value) {}

    private final List<Entry> entries = new ArrayList<>();

    /** Reads length and properties; an unknown identifier is an error of the sender. */
    static Properties read(ByteBuffer in) {
        Properties result = new Properties();
        int end = varint(in) + in.position();
        while (in.position() < end) {
            int id = varint(in);
            result.entries.add(new Entry(id, value(id, in)));
        }
        return result;
    }

    static Properties none() {
        return new Properties();
    }

    private static Object value(int id, ByteBuffer in) {
        return switch (id) {
            case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A -> (long) in.get();
            case 0x13, 0x21, 0x22, 0x23 -> (long) Short.toUnsignedInt(in.getShort());
            case 0x02, 0x11, 0x18, 0x27 -> Integer.toUnsignedLong(in.getInt());
            case 0x0B -> (long) varint(in);
            case 0x03, 0x08, 0x12, 0x15, 0x1A, 0x1C, 0x1F -> string(in);
            case 0x09, 0x16 -> binary(in);
            case 0x26 -> Map.entry(string(in), string(in));
            default -> throw new AssertionError("property 0x" + Integer.toHexString(id));
        };
    }

    static int varint(ByteBuffer in) {
        int value = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            int next = in.get();
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new AssertionError("a variable byte integer of more than four bytes");
    }

    static byte[] binary(ByteBuffer in) {
        byte[] value = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(value);
        return value;
    }

    static String string(ByteBuffer in) {
        return new String(binary(in), StandardCharsets.UTF_8);
    }

    public boolean has(int id) {
        return entries.stream().anyMatch(entry -> entry.id() == id);
    }

    /** All values of this property, in order. */
    public List<Long> numbers(int id) {
        return values(id, Long.class);
    }

    public long number(int id) {
        return only(numbers(id), id);
    }

    /** Its value, or what holds without it. */
    public long number(int id, long absent) {
        return has(id) ? number(id) : absent;
    }

    public String text(int id) {
        return only(values(id, String.class), id);
    }

    public byte[] data(int id) {
        return only(values(id, byte[].class), id);
    }

    /** {@code name=value} each, in order. */
    public List<String> userProperties() {
        return values(Property.USER_PROPERTY, Map.Entry.class).stream()
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .toList();
    }

    private <T> List<T> values(int id, Class<T> type) {
        return entries.stream()
                .filter(entry -> entry.id() == id)
                .map(entry -> type.cast(entry.value()))
                .toList();
    }

    private static <T> T only(List<T> values, int id) {
        if (values.size() != 1) {
            throw new AssertionError(values.size() + " properties 0x" + Integer.toHexString(id));
        }
        return values.getFirst();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}

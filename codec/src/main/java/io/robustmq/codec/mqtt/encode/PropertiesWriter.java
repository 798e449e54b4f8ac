package io.robustmq.codec.mqtt.encode;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.codec.mqtt.BinaryData;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.PropertyType;
import io.robustmq.codec.mqtt.TwoByteInteger;
import io.robustmq.codec.mqtt.VariableByteInteger;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Properties (§2.2.2) one after the other in a scratch buffer of the owner, without the length
 * field, which the packet's encoder writes. Which properties belong together is the caller's
 * affair. {@link #reset} starts over.
 */
public final class PropertiesWriter {
    /** No properties; never to be written to. */
    public static final PropertiesWriter EMPTY =
            new PropertiesWriter(new UnsafeBuffer(new byte[0]));

    private final MutableDirectBuffer buffer;
    private int length;

    /**
     * @param buffer room for the longest properties ever to be written, or one that expands
     */
    public PropertiesWriter(MutableDirectBuffer buffer) {
        this.buffer = buffer;
    }

    public PropertiesWriter reset() {
        length = 0;
        return this;
    }

    /** Any property whose value is an integer, in the size the property wants. */
    public PropertiesWriter put(int propertyId, long value) {
        int at = putId(propertyId);
        switch (PropertyType.of(propertyId)) {
            case BOOLEAN -> buffer.putByte(at, (byte) value);
            case TWO_BYTE_INTEGER -> TwoByteInteger.put(buffer, at, (int) value);
            case FOUR_BYTE_INTEGER -> buffer.putInt(at, (int) value, BIG_ENDIAN);
            case VARIABLE_BYTE_INTEGER -> VariableByteInteger.put(buffer, at, (int) value);
            default -> throw new IllegalArgumentException("property is no integer");
        }
        length = at + integerBytes(propertyId, value);
        return this;
    }

    private static int integerBytes(int propertyId, long value) {
        return switch (PropertyType.of(propertyId)) {
            case BOOLEAN -> 1;
            case TWO_BYTE_INTEGER -> 2;
            case FOUR_BYTE_INTEGER -> 4;
            default -> VariableByteInteger.length((int) value);
        };
    }

    /** Any property whose value is a string or binary, of 0 to 65,535 bytes. */
    public PropertiesWriter put(int propertyId, DirectBuffer value, int offset, int valueLength) {
        length = BinaryData.put(buffer, putId(propertyId), value, offset, valueLength);
        return this;
    }

    /** As above; allocates. */
    public PropertiesWriter put(int propertyId, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        length = putBytes(putId(propertyId), bytes);
        return this;
    }

    /** One user property; they keep the order of the calls. */
    public PropertiesWriter putUserProperty(
            DirectBuffer name,
            int nameOffset,
            int nameLength,
            DirectBuffer value,
            int valueOffset,
            int valueLength) {
        int at = putId(PropertyId.USER_PROPERTY);
        at = BinaryData.put(buffer, at, name, nameOffset, nameLength);
        length = BinaryData.put(buffer, at, value, valueOffset, valueLength);
        return this;
    }

    /** As above; allocates. */
    public PropertiesWriter putUserProperty(String name, String value) {
        int at = putBytes(putId(PropertyId.USER_PROPERTY), name.getBytes(StandardCharsets.UTF_8));
        length = putBytes(at, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private int putId(int propertyId) {
        assert this != EMPTY;
        buffer.putByte(length, (byte) propertyId);
        return length + 1;
    }

    private int putBytes(int at, byte[] bytes) {
        if (bytes.length > TwoByteInteger.MAX) {
            throw new IllegalArgumentException("string of " + bytes.length + " bytes");
        }
        TwoByteInteger.put(buffer, at, bytes.length);
        buffer.putBytes(at + TwoByteInteger.BYTES, bytes);
        return at + TwoByteInteger.BYTES + bytes.length;
    }

    /** Bytes written, from offset 0 of {@link #buffer()} on. */
    public int length() {
        return length;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    /** Bytes of the properties with their length field. */
    int fieldLength() {
        return VariableByteInteger.length(length) + length;
    }

    /** Writes length field and properties. @return the offset behind them */
    int encode(MutableDirectBuffer target, int at) {
        int propertiesAt = VariableByteInteger.put(target, at, length);
        target.putBytes(propertiesAt, buffer, 0, length);
        return propertiesAt + length;
    }
}

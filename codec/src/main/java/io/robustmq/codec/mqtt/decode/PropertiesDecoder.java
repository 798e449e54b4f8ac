package io.robustmq.codec.mqtt.decode;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.codec.mqtt.BinaryData;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.PropertyScope;
import io.robustmq.codec.mqtt.PropertyType;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.TopicName;
import io.robustmq.codec.mqtt.TwoByteInteger;
import io.robustmq.codec.mqtt.Utf8String;
import io.robustmq.codec.mqtt.VariableByteInteger;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The properties of one packet (§2.2.2): one pass checks all of them, then each single one is found
 * by its identifier, and {@link #next} goes through them in the order in which they stand.
 *
 * <pre>
 *   | length, varint | { identifier, 1 byte | value } ...
 * </pre>
 */
public final class PropertiesDecoder {
    static final DirectBuffer NO_BYTES = new UnsafeBuffer(new byte[0]);

    private final PropertyLimits limits;
    private final int[] propertyAt = new int[PropertyId.LIMIT]; // valid where present has the bit
    private DirectBuffer buffer = NO_BYTES;
    private int offset;
    private int length;
    private long present;
    private int userPropertyCount;
    private int current;
    private int behindCurrent;

    public PropertiesDecoder(PropertyLimits limits) {
        this.limits = limits;
    }

    /** No properties: for packets that may leave out even their length, and for 3.x. */
    public PropertiesDecoder wrapNone() {
        present = 0;
        userPropertyCount = 0;
        offset = 0;
        length = 0;
        rewind();
        return this;
    }

    /**
     * Reads the length field at {@code at} and checks all properties.
     *
     * @param limit end of the packet
     * @return the offset behind the properties
     */
    public int wrap(DirectBuffer buffer, int at, int limit, PropertyScope scope)
            throws MqttViolation {
        this.buffer = buffer;
        length = lengthField(buffer, at, limit);
        if (length == VariableByteInteger.INCOMPLETE) {
            throw MqttViolation.malformed("properties length is cut off");
        }
        offset = at + VariableByteInteger.length(length);
        if (length > limit - offset) {
            throw MqttViolation.malformed("properties run over the end");
        }
        scan(offset, offset + length, scope);
        rewind();
        return offset + length;
    }

    /**
     * The length field alone, held against {@link PropertyLimits#maxBytes}: it may be checked long
     * before the properties have arrived.
     *
     * @return the length, or {@link VariableByteInteger#INCOMPLETE}
     */
    int lengthField(DirectBuffer buffer, int at, int limit) throws MqttViolation {
        int bytes = VariableByteInteger.get(buffer, at, limit);
        if (bytes > limits.maxBytes()) {
            throw new MqttViolation(ReasonCode.PACKET_TOO_LARGE, "properties are too long");
        }
        return bytes;
    }

    private void scan(int from, int end, PropertyScope scope) throws MqttViolation {
        long allowed = scope.allowed();
        long repeatable = scope.repeatable();
        long seen = 0;
        int userProperties = 0;
        int at = from;
        while (at < end) {
            int id = buffer.getByte(at);
            if (id <= 0 || id >= PropertyId.LIMIT || (allowed & 1L << id) == 0) {
                throw MqttViolation.malformed("property is unknown or not allowed here");
            }
            long bit = 1L << id;
            if ((seen & ~repeatable & bit) != 0) {
                throw MqttViolation.protocolError("property is included more than once");
            }
            seen |= bit;
            if (id == PropertyId.USER_PROPERTY && ++userProperties > limits.maxUserProperties()) {
                throw new MqttViolation(ReasonCode.QUOTA_EXCEEDED, "too many user properties");
            }
            propertyAt[id] = at;
            at = checkedValueEnd(id, at + 1, end);
        }
        present = seen;
        userPropertyCount = userProperties;
    }

    private int checkedValueEnd(int id, int at, int end) throws MqttViolation {
        return switch (PropertyType.of(id)) {
            case BOOLEAN -> {
                requireRoom(at + 1, end);
                if ((buffer.getByte(at) & 0xFE) != 0) {
                    throw MqttViolation.protocolError("property is neither 0 nor 1");
                }
                yield at + 1;
            }
            case TWO_BYTE_INTEGER -> {
                requireRoom(at + 2, end);
                checkNotZero(id, TwoByteInteger.get(buffer, at));
                yield at + 2;
            }
            case FOUR_BYTE_INTEGER -> {
                requireRoom(at + 4, end);
                checkNotZero(id, buffer.getInt(at));
                yield at + 4;
            }
            case VARIABLE_BYTE_INTEGER -> {
                int value = VariableByteInteger.get(buffer, at, end);
                requireRoom(value == VariableByteInteger.INCOMPLETE ? end + 1 : at, end);
                checkNotZero(id, value);
                yield at + VariableByteInteger.length(value);
            }
            case UTF_8_STRING -> {
                int valueEnd = Utf8String.end(buffer, at, end);
                if (id == PropertyId.RESPONSE_TOPIC) {
                    // [MQTT-3.3.2-14] A Response Topic is a topic name, without wildcards.
                    TopicName.check(buffer, at + 2, valueEnd - at - 2);
                }
                yield valueEnd;
            }
            case BINARY_DATA -> BinaryData.end(buffer, at, end);
            case UTF_8_STRING_PAIR -> Utf8String.end(buffer, Utf8String.end(buffer, at, end), end);
        };
    }

    private static void requireRoom(int valueEnd, int end) throws MqttViolation {
        if (valueEnd > end) {
            throw MqttViolation.malformed("property runs over the end");
        }
    }

    private static void checkNotZero(int id, int value) throws MqttViolation {
        if (value != 0) {
            return;
        }
        switch (id) {
            case PropertyId.TOPIC_ALIAS: // [MQTT-3.3.2-8]
                throw new MqttViolation(ReasonCode.TOPIC_ALIAS_INVALID, "topic alias is 0");
            case PropertyId.RECEIVE_MAXIMUM, // §3.1.2.11.3
            PropertyId.MAXIMUM_PACKET_SIZE, // §3.1.2.11.4
            PropertyId.SUBSCRIPTION_IDENTIFIER: // §3.8.2.1.2
                throw MqttViolation.protocolError("property is 0");
            default:
        }
    }

    // ---- all of them ----

    /** Of the first property, behind the length field. */
    public int offset() {
        return offset;
    }

    /** Bytes of all properties, without the length field. */
    public int length() {
        return length;
    }

    public int userPropertyCount() {
        return userPropertyCount;
    }

    // ---- by identifier; of one that may repeat this shows the last ----

    public boolean has(int propertyId) {
        return (present & 1L << propertyId) != 0;
    }

    /** Bits {@code 1L << propertyId} of all that stand here. */
    long present() {
        return present;
    }

    /** Value of an integer of any size, as unsigned; {@code absent} when it is not here. */
    public long value(int propertyId, long absent) {
        return has(propertyId) ? integer(propertyId, propertyAt[propertyId] + 1) : absent;
    }

    /** Of the bytes of a string or binary value that is here. */
    public int valueOffset(int propertyId) {
        assert has(propertyId) : propertyId;
        return propertyAt[propertyId] + 1 + TwoByteInteger.BYTES;
    }

    /** Bytes of a string or binary value; 0 when it is not here. */
    public int valueLength(int propertyId) {
        return has(propertyId) ? TwoByteInteger.get(buffer, propertyAt[propertyId] + 1) : 0;
    }

    private long integer(int propertyId, int at) {
        return switch (PropertyType.of(propertyId)) {
            case BOOLEAN -> buffer.getByte(at);
            case TWO_BYTE_INTEGER -> TwoByteInteger.get(buffer, at);
            case FOUR_BYTE_INTEGER -> buffer.getInt(at, BIG_ENDIAN) & 0xFFFF_FFFFL;
            case VARIABLE_BYTE_INTEGER -> variableInteger(at);
            default -> throw new IllegalArgumentException("property is no integer");
        };
    }

    private int variableInteger(int at) {
        int value = 0;
        int shift = 0;
        int b;
        int next = at;
        do {
            b = buffer.getByte(next++);
            value |= (b & 0x7F) << shift;
            shift += 7;
        } while (b < 0);
        return value;
    }

    // ---- one after the other ----

    public void rewind() {
        current = offset;
        behindCurrent = offset;
    }

    /** Goes to the next property, in the order of the packet. */
    public boolean next() {
        if (behindCurrent == offset + length) {
            return false;
        }
        current = behindCurrent;
        behindCurrent = propertyEnd(current);
        return true;
    }

    /** Identifier of the property that {@link #next} went to; so with all that follow. */
    public int id() {
        return buffer.getByte(current);
    }

    /** Value of an integer of any size, as unsigned. */
    public long value() {
        return integer(id(), current + 1);
    }

    /** Of a string's or binary value's bytes; of a user property's name. */
    public int valueOffset() {
        return current + 1 + TwoByteInteger.BYTES;
    }

    public int valueLength() {
        return TwoByteInteger.get(buffer, current + 1);
    }

    /** Of the second string of a user property. */
    public int pairValueOffset() {
        return valueOffset() + valueLength() + TwoByteInteger.BYTES;
    }

    public int pairValueLength() {
        return TwoByteInteger.get(buffer, valueOffset() + valueLength());
    }

    private int propertyEnd(int propertyAt) {
        int at = propertyAt + 1;
        return switch (PropertyType.of(buffer.getByte(propertyAt))) {
            case BOOLEAN -> at + 1;
            case TWO_BYTE_INTEGER -> at + 2;
            case FOUR_BYTE_INTEGER -> at + 4;
            case VARIABLE_BYTE_INTEGER -> at + VariableByteInteger.length(variableInteger(at));
            case UTF_8_STRING, BINARY_DATA -> fieldEnd(at);
            case UTF_8_STRING_PAIR -> fieldEnd(fieldEnd(at));
        };
    }

    private int fieldEnd(int at) {
        return at + TwoByteInteger.BYTES + TwoByteInteger.get(buffer, at);
    }

    // ---- all but some ----

    /**
     * Copies the properties, order kept, but for those in {@code excluded}.
     *
     * @param excluded bits {@code 1L << propertyId}
     * @return bytes copied, at most {@link #length}
     */
    public int copyWithout(long excluded, MutableDirectBuffer target, int at) {
        if ((present & excluded) == 0) {
            target.putBytes(at, buffer, offset, length);
            return length;
        }
        int to = at;
        for (int from = offset, end = offset + length; from < end; ) {
            int next = propertyEnd(from);
            if ((excluded & 1L << buffer.getByte(from)) == 0) {
                target.putBytes(to, buffer, from, next - from);
                to += next - from;
            }
            from = next;
        }
        return to - at;
    }
}

package io.robustmq.kafka.group;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Builds an event of a group, field by field; {@link EventReader} reads it in the same order.
 * Numbers are little-endian; a string is its length in UTF-8, 2 bytes (ffff: null), and its bytes;
 * a block its length, 4 bytes, and its bytes. Control work.
 */
@OwnedBy(Core.class)
public final class EventWriter {
    /** The longest string: Kafka's own bound. */
    public static final int STRING_BYTES_MAX = Short.MAX_VALUE;

    static final int NULL = 0xffff;

    private final MutableDirectBuffer bytes = new ExpandableArrayBuffer(512);
    private int length;

    /** Starts an event of this group: {@code version: 1 | group}. */
    public EventWriter begin(String group) {
        length = 0;
        return int8(GroupEvents.VERSION).string(group);
    }

    public EventWriter int8(int value) {
        bytes.putByte(length, (byte) value);
        length += Byte.BYTES;
        return this;
    }

    public EventWriter int32(int value) {
        bytes.putInt(length, value, LITTLE_ENDIAN);
        length += Integer.BYTES;
        return this;
    }

    public EventWriter int64(long value) {
        bytes.putLong(length, value, LITTLE_ENDIAN);
        length += Long.BYTES;
        return this;
    }

    public EventWriter string(@Nullable String value) {
        byte[] utf8 = value == null ? new byte[0] : value.getBytes(UTF_8);
        if (utf8.length > STRING_BYTES_MAX) {
            throw new IllegalArgumentException("a string of " + utf8.length + " bytes");
        }
        bytes.putShort(length, (short) (value == null ? NULL : utf8.length), LITTLE_ENDIAN);
        bytes.putBytes(length + Short.BYTES, utf8);
        length += Short.BYTES + utf8.length;
        return this;
    }

    public EventWriter block(byte[] value) {
        int32(value.length);
        bytes.putBytes(length, value);
        length += value.length;
        return this;
    }

    /** Bytes that are in this form already. */
    public EventWriter raw(DirectBuffer from, int offset, int count) {
        bytes.putBytes(length, from, offset, count);
        length += count;
        return this;
    }

    /** What was built, from 0 on; valid until the next {@link #begin}. */
    public DirectBuffer bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }
}

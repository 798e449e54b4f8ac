package io.robustmq.kafka.group;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.transport.core.OwnedBy;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Reads what {@link EventWriter} built. One thread: a core's, or the applier's. */
@OwnedBy(Thread.class)
public final class EventReader {
    private final DirectBuffer bytes = new UnsafeBuffer(0, 0);
    private int at;
    private int end;
    private String group = "";

    /**
     * Begins with an event's group.
     *
     * @throws IllegalStateException when its version is not this build's
     */
    public EventReader wrap(DirectBuffer event, int offset, int length) {
        bytes.wrap(event, offset, length);
        at = 0;
        end = length;
        int version = int8();
        if (version != GroupEvents.VERSION) {
            throw new IllegalStateException(
                    "group event of version "
                            + version
                            + "; this build reads "
                            + GroupEvents.VERSION);
        }
        group = string();
        return this;
    }

    /** Whose event it is. */
    public String group() {
        return group;
    }

    public int int8() {
        at += Byte.BYTES;
        return bytes.getByte(at - Byte.BYTES);
    }

    public int int32() {
        at += Integer.BYTES;
        return bytes.getInt(at - Integer.BYTES, LITTLE_ENDIAN);
    }

    public long int64() {
        at += Long.BYTES;
        return bytes.getLong(at - Long.BYTES, LITTLE_ENDIAN);
    }

    public @Nullable String nullableString() {
        int utf8 = bytes.getShort(at, LITTLE_ENDIAN) & 0xffff;
        at += Short.BYTES;
        if (utf8 == EventWriter.NULL) {
            return null;
        }
        byte[] copy = new byte[Objects.checkIndex(utf8, end - at + 1)];
        bytes.getBytes(at, copy);
        at += utf8;
        return new String(copy, UTF_8);
    }

    public String string() {
        return Objects.requireNonNull(nullableString());
    }

    public byte[] block() {
        int length = int32();
        byte[] copy = new byte[Objects.checkIndex(length, end - at + 1)];
        bytes.getBytes(at, copy);
        at += length;
        return copy;
    }

    /** Bytes from the event's beginning that were read. */
    public int offset() {
        return at;
    }

    /** The event's bytes, from 0 on. */
    public DirectBuffer bytes() {
        return bytes;
    }
}

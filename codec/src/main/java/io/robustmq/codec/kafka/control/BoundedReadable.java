package io.robustmq.codec.kafka.control;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.apache.kafka.common.protocol.Readable;

/**
 * Bytes for a generated message to read itself from. Ends at the request's end, and after so many
 * fields: a field of one byte becomes an object of dozens, so that the size of a request alone
 * would not bound what it takes.
 */
final class BoundedReadable implements Readable {
    private static final int VARINT_BYTES_MAX = 5;
    private static final int VARLONG_BYTES_MAX = 10;

    private final DirectBuffer buffer;
    private final int end;
    private int at;
    private int fieldsLeft;

    BoundedReadable(DirectBuffer buffer, int offset, int length, int fieldsMax) {
        this.buffer = buffer;
        this.at = offset;
        this.end = offset + length;
        this.fieldsLeft = fieldsMax;
    }

    /** Takes a field of so many bytes; each byte of a number of variable length is one. */
    private int take(int bytes) {
        if (bytes < 0 || bytes > end - at) {
            throw new MalformedMessage("bytes end within a field");
        }
        if (--fieldsLeft < 0) {
            throw new MalformedMessage("more fields than a request may have");
        }
        int from = at;
        at += bytes;
        return from;
    }

    @Override
    public byte readByte() {
        return buffer.getByte(take(Byte.BYTES));
    }

    @Override
    public short readShort() {
        return buffer.getShort(take(Short.BYTES), BIG_ENDIAN);
    }

    @Override
    public int readInt() {
        return buffer.getInt(take(Integer.BYTES), BIG_ENDIAN);
    }

    @Override
    public long readLong() {
        return buffer.getLong(take(Long.BYTES), BIG_ENDIAN);
    }

    @Override
    public double readDouble() {
        return buffer.getDouble(take(Double.BYTES), BIG_ENDIAN);
    }

    @Override
    public byte[] readArray(int length) {
        int from = take(length);
        byte[] bytes = new byte[length];
        buffer.getBytes(from, bytes);
        return bytes;
    }

    @Override
    public ByteBuffer readByteBuffer(int length) {
        return ByteBuffer.wrap(readArray(length));
    }

    @Override
    public int readUnsignedVarint() {
        int value = 0;
        for (int i = 0; i < VARINT_BYTES_MAX; i++) {
            byte next = buffer.getByte(take(Byte.BYTES));
            value |= (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedMessage("a number that does not end");
    }

    @Override
    public int readVarint() {
        int raw = readUnsignedVarint();
        return (raw >>> 1) ^ -(raw & 1);
    }

    @Override
    public long readVarlong() {
        long raw = 0;
        for (int i = 0; i < VARLONG_BYTES_MAX; i++) {
            byte next = buffer.getByte(take(Byte.BYTES));
            raw |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new MalformedMessage("a number that does not end");
    }

    @Override
    public int remaining() {
        return end - at;
    }

    @Override
    public Readable slice() {
        return new BoundedReadable(buffer, at, end - at, fieldsLeft);
    }
}

package io.robustmq.codec.kafka.control;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.codec.kafka.wire.WireWriter;
import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.apache.kafka.common.protocol.Writable;

/** Where a generated message writes itself to. */
final class BufferWritable implements Writable {
    private final MutableDirectBuffer buffer;
    private int at;

    BufferWritable(MutableDirectBuffer buffer, int offset) {
        this.buffer = buffer;
        this.at = offset;
    }

    /** Behind what was written. */
    int offset() {
        return at;
    }

    @Override
    public void writeByte(byte value) {
        buffer.putByte(at, value);
        at += Byte.BYTES;
    }

    @Override
    public void writeShort(short value) {
        buffer.putShort(at, value, BIG_ENDIAN);
        at += Short.BYTES;
    }

    @Override
    public void writeInt(int value) {
        buffer.putInt(at, value, BIG_ENDIAN);
        at += Integer.BYTES;
    }

    @Override
    public void writeLong(long value) {
        buffer.putLong(at, value, BIG_ENDIAN);
        at += Long.BYTES;
    }

    @Override
    public void writeDouble(double value) {
        buffer.putDouble(at, value, BIG_ENDIAN);
        at += Double.BYTES;
    }

    @Override
    public void writeByteArray(byte[] bytes) {
        buffer.putBytes(at, bytes);
        at += bytes.length;
    }

    @Override
    public void writeByteBuffer(ByteBuffer bytes) {
        int length = bytes.remaining();
        buffer.putBytes(at, bytes, bytes.position(), length);
        at += length;
    }

    @Override
    public void writeUnsignedVarint(int value) {
        at = WireWriter.putUnsignedVarint(buffer, at, value);
    }

    @Override
    public void writeVarint(int value) {
        writeUnsignedVarint((value << 1) ^ (value >> 31));
    }

    @Override
    public void writeVarlong(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            writeByte((byte) (rest | 0x80));
            rest >>>= 7;
        }
        writeByte((byte) rest);
    }
}

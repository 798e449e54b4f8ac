package io.robustmq.codec.mqtt;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Bytes for tests, and where they stand: behind some that are not ours, with none after them. */
public final class Wire {
    /** Of the first byte in every {@link #buffer}. */
    public static final int AT = 3;

    private Wire() {}

    /** Integers are one byte each, strings their UTF-8 without a length, arrays what they are. */
    public static byte[] bytes(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            switch (part) {
                case Integer number -> out.write(number);
                case String text -> out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
                case byte[] array -> out.writeBytes(array);
                default -> throw new IllegalArgumentException(part.getClass().getName());
            }
        }
        return out.toByteArray();
    }

    /** A packet: first byte, remaining length, body. */
    public static byte[] packet(int firstByte, byte[] body) {
        UnsafeBuffer length = new UnsafeBuffer(new byte[VariableByteInteger.MAX_BYTES]);
        int lengthBytes = VariableByteInteger.put(length, 0, body.length);
        return bytes(firstByte, Arrays.copyOf(length.byteArray(), lengthBytes), body);
    }

    /** A string or binary field: length, then the bytes. */
    public static byte[] field(Object... parts) {
        byte[] content = bytes(parts);
        return bytes(content.length >> 8, content.length & 0xFF, content);
    }

    /** Reading before {@link #AT} finds no sense, reading behind the end an exception. */
    public static UnsafeBuffer buffer(byte[] content) {
        byte[] array = new byte[AT + content.length];
        Arrays.fill(array, 0, AT, (byte) 0xEE);
        System.arraycopy(content, 0, array, AT, content.length);
        return new UnsafeBuffer(array);
    }

    public static String text(UnsafeBuffer buffer, int offset, int length) {
        byte[] array = new byte[length];
        buffer.getBytes(offset, array);
        return new String(array, StandardCharsets.UTF_8);
    }

    /** Reason code of the violation that {@code call} must end in. */
    public static int violation(ThrowingCallable call) {
        MqttViolation violation = catchThrowableOfType(MqttViolation.class, call);
        if (violation == null) {
            throw new AssertionError("no violation");
        }
        return violation.reasonCode();
    }
}

package io.robustmq.kernel.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Who is at a socket's other end.
 *
 * <pre>
 * 0      4               5                4 + 1 + n
 * | port | addressLength | address        | subjectLength, int, −1 for none | subject, UTF-8 |
 * </pre>
 *
 * @param address the peer's
 * @param subject of its verified certificate, or null
 */
record PeerDescriptor(InetSocketAddress address, @Nullable String subject) {
    private static final int ADDRESS_AT = 5;

    static PeerDescriptor read(DirectBuffer buffer, int offset) {
        byte[] address = new byte[buffer.getByte(offset + Integer.BYTES)];
        buffer.getBytes(offset + ADDRESS_AT, address);
        int subjectAt = offset + ADDRESS_AT + address.length;
        int subjectLength = buffer.getInt(subjectAt);
        return new PeerDescriptor(
                new InetSocketAddress(resolved(address), buffer.getInt(offset)),
                subjectLength < 0
                        ? null
                        : buffer.getStringWithoutLengthUtf8(
                                subjectAt + Integer.BYTES, subjectLength));
    }

    /**
     * @return bytes written
     */
    int write(MutableDirectBuffer buffer) {
        InetAddress inet = address.getAddress();
        byte[] bytes = inet == null ? new byte[4] : inet.getAddress();
        buffer.putInt(0, address.getPort());
        buffer.putByte(Integer.BYTES, (byte) bytes.length);
        buffer.putBytes(ADDRESS_AT, bytes);
        int at = ADDRESS_AT + bytes.length;
        if (subject == null) {
            buffer.putInt(at, -1);
            return at + Integer.BYTES;
        }
        int length = buffer.putStringWithoutLengthUtf8(at + Integer.BYTES, subject);
        buffer.putInt(at, length);
        return at + Integer.BYTES + length;
    }

    private static InetAddress resolved(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + address.length + " bytes", e);
        }
    }
}

package io.robustmq.loadgen.mqtt;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.ConnectionHandler;
import org.agrona.DirectBuffer;

/**
 * Cuts a byte stream into MQTT packets and no more: what a generator or a null server needs of a
 * packet it reads itself, in place.
 */
@OwnedBy(Core.class)
public abstract class PacketScanner implements ConnectionHandler {
    /** The shortest packet: two bytes of fixed header. */
    private static final int SHORTEST = 2;

    /** A Remaining Length has at most four bytes, 2.1.4. */
    private static final int MOST_LENGTH_BYTES = 4;

    private static final int INCOMPLETE = -1;

    @Override
    public final int onBytes(DirectBuffer buffer, int offset, int length) {
        long nowNs = System.nanoTime();
        int end = offset + length;
        int at = offset;
        while (end - at >= SHORTEST) {
            int body = at + SHORTEST;
            int remaining = buffer.getByte(at + 1);
            if (remaining < 0) {
                body = afterLength(buffer, at + 1, end);
                if (body == INCOMPLETE) {
                    break;
                }
                remaining = length(buffer, at + 1, body);
            }
            if (end - body < remaining || !onPacket(buffer, at, body, body + remaining, nowNs)) {
                break;
            }
            at = body + remaining;
        }
        return at - offset;
    }

    private static int afterLength(DirectBuffer buffer, int lengthAt, int end) {
        int last = Math.min(end, lengthAt + MOST_LENGTH_BYTES);
        for (int at = lengthAt; at < last; at++) {
            if (buffer.getByte(at) >= 0) {
                return at + 1;
            }
        }
        return last == end ? INCOMPLETE : last;
    }

    private static int length(DirectBuffer buffer, int lengthAt, int body) {
        int length = 0;
        for (int at = body - 1; at >= lengthAt; at--) {
            length = length << 7 | buffer.getByte(at) & 0x7f;
        }
        return length;
    }

    /**
     * One whole packet, from {@code at} to {@code end}, its body from {@code body}.
     *
     * @param nowNs when the read began, nanoTime
     * @return false to stop here: the packet comes again with the next bytes
     */
    protected abstract boolean onPacket(DirectBuffer buffer, int at, int body, int end, long nowNs);

    protected static int type(DirectBuffer buffer, int at) {
        return (buffer.getByte(at) & 0xf0) >>> 4;
    }

    protected static int qos(DirectBuffer buffer, int at) {
        return (buffer.getByte(at) & 0x06) >>> 1;
    }

    /** A two byte integer or the length of a string, 1.5.2. */
    protected static int twoBytes(DirectBuffer buffer, int at) {
        return (buffer.getByte(at) & 0xff) << 8 | buffer.getByte(at + 1) & 0xff;
    }
}

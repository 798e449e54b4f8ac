package io.robustmq.transport.net.raw;

import io.robustmq.transport.net.Connection;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** Consumes whole frames only: two length bytes, big-endian, then that many bytes. */
final class FrameHandler extends RecordingHandler {
    private static final int HEADER_BYTES = 2;

    volatile int frames;

    FrameHandler(Connection connection) {
        super(connection);
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        int at = 0;
        while (length - at >= HEADER_BYTES) {
            int body = frameLength(buffer, offset + at);
            if (length - at < HEADER_BYTES + body) {
                break;
            }
            keep(buffer, offset + at + HEADER_BYTES, body);
            frames++;
            at += HEADER_BYTES + body;
        }
        return at;
    }

    private static int frameLength(DirectBuffer buffer, int at) {
        return buffer.getShort(at, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }
}

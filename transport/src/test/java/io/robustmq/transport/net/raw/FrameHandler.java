package io.robustmq.transport.net.raw;

import io.robustmq.transport.net.Connection;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** Consumes whole frames only: two length bytes, big-endian, then that many bytes. */
final class FrameHandler extends RecordingHandler {
    private static final int HEADER_BYTES = 2;

    volatile int frames;
    volatile int calls;
    private final boolean tellsWhatItWants;
    private int wanted;

    FrameHandler(Connection connection) {
        this(connection, false);
    }

    FrameHandler(Connection connection, boolean tellsWhatItWants) {
        super(connection);
        this.tellsWhatItWants = tellsWhatItWants;
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        int at = 0;
        calls++;
        while (length - at >= HEADER_BYTES) {
            int body = frameLength(buffer, offset + at);
            if (length - at < HEADER_BYTES + body) {
                break;
            }
            keep(buffer, offset + at + HEADER_BYTES, body);
            frames++;
            at += HEADER_BYTES + body;
        }
        int left = length - at;
        wanted = left < HEADER_BYTES ? 0 : HEADER_BYTES + frameLength(buffer, offset + at) - left;
        return at;
    }

    @Override
    public int bytesWanted() {
        return tellsWhatItWants ? wanted : 0;
    }

    private static int frameLength(DirectBuffer buffer, int at) {
        return buffer.getShort(at, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }
}

package io.robustmq.storage.journal;

import io.robustmq.storage.journal.concurrent.AppendRing;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Frames that had no room in the ring, in their order. Empty nearly always; it grows to what one
 * step of the core appends at once, and no further, since a core that is behind takes no more.
 * Owned by the core's thread.
 */
final class Overflow {
    private static final int FIRST_BYTES = 1 << 16;

    /** Kept for the next time; what grew beyond it is given back. */
    private static final int KEPT_BYTES = 4 << 20;

    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private int head;
    private int tail;

    boolean isEmpty() {
        return head == tail;
    }

    int sizeBytes() {
        return tail - head;
    }

    /**
     * @return where the next frame goes
     */
    int claim(int frameBytes) {
        if (tail + frameBytes > buffer.capacity()) {
            enlarge(frameBytes);
        }
        int at = tail;
        tail += frameBytes;
        return at;
    }

    private void enlarge(int frameBytes) {
        long wanted = Math.max(FIRST_BYTES, 2L * (tail - head + frameBytes));
        ByteBuffer larger =
                ByteBuffer.allocateDirect((int) Math.min(wanted, Integer.MAX_VALUE - 8));
        UnsafeBuffer copy = new UnsafeBuffer(larger);
        copy.putBytes(0, buffer, head, tail - head);
        tail -= head;
        head = 0;
        bytes = larger;
        buffer = copy;
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    /** Moves what has room by now. @return frames moved */
    int moveTo(AppendRing ring) {
        int frames = 0;
        while (head < tail) {
            int frameBytes = FrameFlyweight.align(FrameFlyweight.length(buffer, head));
            int at = ring.claim(frameBytes);
            if (at < 0) {
                return frames;
            }
            ring.buffer().putBytes(at, buffer, head, frameBytes);
            head += frameBytes;
            frames++;
        }
        if (tail > 0) {
            head = 0;
            tail = 0;
            if (buffer.capacity() > KEPT_BYTES) {
                bytes = ByteBuffer.allocateDirect(0);
                buffer = new UnsafeBuffer(bytes);
            }
        }
        return frames;
    }
}

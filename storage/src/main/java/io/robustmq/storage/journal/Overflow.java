package io.robustmq.storage.journal;

import io.robustmq.storage.journal.concurrent.AppendRing;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Frames that had no room in the ring, in their order. Empty nearly always. Owned by the core's
 * thread.
 *
 * <p>While something is here no core takes a publish that must be kept, so what still comes is
 * under way: the step that filled the ring, what lies in the rings from other cores, and what
 * clients acknowledge. From {@link #CROWDED_BYTES} on the last stops, too: no packet of a durable
 * session is taken. What is left, one step and the rings between cores, has {@link #BYTES_MAX} −
 * {@link #CROWDED_BYTES}: with rings of 1 MiB between 64 cores and packets of 1 MiB that is a
 * fan-out of each byte to ten places. Who sends wider sends it to sessions that refer to a message
 * kept once per shard. Beyond that nothing is taken: the journal is fenced.
 */
final class Overflow {
    /** Never more than this is kept. */
    static final int BYTES_MAX = 1 << 30;

    /** Whoever can wait does. */
    static final int CROWDED_BYTES = BYTES_MAX / 8;

    /** From {@link #claim}: beyond the bound. */
    static final int NO_ROOM = -1;

    private static final int FIRST_BYTES = 1 << 16;

    /** Kept for the next time; what grew beyond it is given back. */
    private static final int KEPT_BYTES = 4 << 20;

    private final int bytesMax;
    private UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(0));
    private int head;
    private int tail;

    /** Where the step begins that was begun last. */
    private int stepAt;

    /**
     * @param bytesMax kept at most
     */
    Overflow(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    boolean isEmpty() {
        return head == tail;
    }

    int sizeBytes() {
        return tail - head;
    }

    /** The next frame is the first of a step. */
    void beginStep() {
        stepAt = tail;
    }

    /** The step begun last is whole: its frames take so many bytes. */
    void noteStep(int stepBytes) {
        FrameFlyweight.noteStep(buffer, stepAt, stepBytes);
    }

    /** What was noted of the step that begins with the first frame here. */
    int stepBytesAtHead() {
        return FrameFlyweight.stepBytes(buffer, head);
    }

    /**
     * @return where the next frame goes; {@link #NO_ROOM} when it would be too much
     */
    int claim(int frameBytes) {
        if (sizeBytes() > bytesMax - frameBytes) {
            return NO_ROOM;
        }
        if (tail + frameBytes > buffer.capacity()) {
            enlarge(frameBytes);
        }
        int at = tail;
        tail += frameBytes;
        return at;
    }

    private void enlarge(int frameBytes) {
        long wanted = Math.max(FIRST_BYTES, 2L * (tail - head + frameBytes));
        ByteBuffer larger = ByteBuffer.allocateDirect((int) Math.min(wanted, bytesMax));
        UnsafeBuffer copy = new UnsafeBuffer(larger);
        copy.putBytes(0, buffer, head, tail - head);
        tail -= head;
        stepAt -= head;
        head = 0;
        buffer = copy;
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    /**
     * Moves the first frame, when it has room by now.
     *
     * @return the frame's bytes; 0 when it has none
     */
    int moveFrame(AppendRing ring) {
        int frameBytes = FrameFlyweight.align(FrameFlyweight.length(buffer, head));
        int at = ring.claim(frameBytes);
        if (at < 0) {
            return 0;
        }
        ring.buffer().putBytes(at, buffer, head, frameBytes);
        head += frameBytes;
        if (head == tail) {
            startOver();
        }
        return frameBytes;
    }

    private void startOver() {
        head = 0;
        tail = 0;
        if (buffer.capacity() > KEPT_BYTES) {
            buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(0));
        }
    }
}

package io.robustmq.storage.journal;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Holds back the frames of a step that goes over several write groups until its last group is
 * there: it counts whole or not at all. Takes as much memory as the step, which the core that
 * appended it had to have too. One thread.
 */
final class OpenStep implements FrameVisitor {
    private final FrameVisitor visitor;
    private final List<Held> held = new ArrayList<>();
    private boolean isOpen;
    private long beganAt;
    private StreamEnds before = new StreamEnds(new long[0], new int[0]);

    /**
     * @param frame header and payload
     */
    private record Held(
            int shard, int type, long shardPosition, long journalPosition, UnsafeBuffer frame) {}

    OpenStep(FrameVisitor visitor) {
        this.visitor = visitor;
    }

    /**
     * Before a group's frames.
     *
     * @param ends where the streams have got to
     */
    void onGroup(long journalPosition, boolean goesOn, StreamEnds ends) {
        if (!goesOn) {
            close();
        } else if (!isOpen) {
            isOpen = true;
            beganAt = journalPosition;
            before = ends.copy();
        }
    }

    /** The step is whole, or what it misses is damage and not the end of the journal. */
    void close() {
        isOpen = false;
        for (Held each : held) {
            visitor.onFrame(
                    each.shard(),
                    each.type(),
                    each.shardPosition(),
                    each.journalPosition(),
                    each.frame(),
                    FrameFlyweight.HEADER_BYTES,
                    each.frame().capacity() - FrameFlyweight.HEADER_BYTES);
        }
        held.clear();
    }

    @Override
    public void onFrame(
            int shard,
            int type,
            long shardPosition,
            long journalPosition,
            DirectBuffer buffer,
            int offset,
            int length) {
        if (!isOpen) {
            visitor.onFrame(shard, type, shardPosition, journalPosition, buffer, offset, length);
            return;
        }
        int frameBytes = FrameFlyweight.HEADER_BYTES + length;
        UnsafeBuffer frame = new UnsafeBuffer(new byte[frameBytes]);
        frame.putBytes(0, buffer, offset - FrameFlyweight.HEADER_BYTES, frameBytes);
        held.add(new Held(shard, type, shardPosition, journalPosition, frame));
    }

    boolean isOpen() {
        return isOpen;
    }

    /** Journal position of the open step's first group. */
    long beganAt() {
        return beganAt;
    }

    /** Where the streams had got to before it. */
    StreamEnds before() {
        return before;
    }
}

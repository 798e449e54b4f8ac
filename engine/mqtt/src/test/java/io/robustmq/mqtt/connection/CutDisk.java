package io.robustmq.mqtt.connection;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.FrameVisitor;
import io.robustmq.storage.journal.Journal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The disk below a node's journals: all cores' frames in the order they were written, one frame of
 * a core in a cycle, up to where the test cuts. What is behind the cut never happened. With {@link
 * #wholeSteps} what a core appended in a cycle is there or not as one, as of the real journal.
 */
public final class CutDisk {
    static final int NO_CUT = Integer.MAX_VALUE;

    /** The first core's frames are written so much later than the others'. */
    private static final int FIRST_CORE_CYCLES = 4;

    private record Frame(int shard, int type, byte[] payload) {}

    private final List<Frame> frames = new ArrayList<>();
    private final List<Integer> stepEnds = new ArrayList<>();
    private int cutAt = NO_CUT;
    private int journals;
    private boolean wholeSteps;

    /** One that writes a core's steps and not its single frames. */
    static CutDisk wholeSteps() {
        CutDisk disk = new CutDisk();
        disk.wholeSteps = true;
        return disk;
    }

    /** Where it may be cut, from so many frames on: how many frames there are behind each step. */
    List<Integer> cuts(int from) {
        return stepEnds.stream().filter(end -> end >= from).toList();
    }

    /** Nothing is written behind so many frames. */
    void cutAt(int count) {
        cutAt = count;
    }

    int frames() {
        return frames.size();
    }

    /** How many frames of these types there are. */
    long count(int type) {
        return frames.stream().filter(frame -> frame.type == type).count();
    }

    /** As if none of these had been written. */
    void forget(int type) {
        frames.removeIf(frame -> frame.type == type);
    }

    /** As if none but the first so many had been written. */
    void keepFirst(int count) {
        frames.subList(count, frames.size()).clear();
    }

    /** Frames behind so many. */
    public void replay(int behind, FrameVisitor visitor) {
        visit(frames.subList(behind, frames.size()), visitor);
    }

    void forFirst(int count, FrameVisitor visitor) {
        visit(frames.subList(0, count), visitor);
    }

    private static void visit(List<Frame> frames, FrameVisitor visitor) {
        for (Frame frame : frames) {
            UnsafeBuffer payload = new UnsafeBuffer(frame.payload);
            visitor.onFrame(frame.shard, frame.type, 0, 0, payload, 0, frame.payload.length);
        }
    }

    /** A core's way to it. */
    public Journal journal() {
        return new OfCore(journals++ == 0 ? FIRST_CORE_CYCLES : 1);
    }

    private final class OfCore implements Journal {
        private final ArrayDeque<List<Frame>> pending = new ArrayDeque<>();
        private final int everyCycles;
        private List<Frame> step = new ArrayList<>();
        private long cycle;
        private long appended;
        private long reached;

        OfCore(int everyCycles) {
            this.everyCycles = everyCycles;
        }

        @Override
        public long append(
                int shard,
                int type,
                Durability durability,
                DirectBuffer payload,
                int offset,
                int length) {
            byte[] copy = new byte[length];
            payload.getBytes(offset, copy);
            step.add(new Frame(shard, type, copy));
            return ++appended;
        }

        private void endStep() {
            if (step.isEmpty()) {
                return;
            }
            if (wholeSteps) {
                pending.addLast(step);
            } else {
                step.forEach(frame -> pending.addLast(List.of(frame)));
            }
            step = new ArrayList<>();
        }

        @Override
        public int doWork() {
            endStep();
            if (++cycle % everyCycles != 0 || pending.isEmpty() || frames.size() >= cutAt) {
                return 0;
            }
            List<Frame> next = pending.removeFirst();
            frames.addAll(next);
            stepEnds.add(frames.size());
            reached += next.size();
            return next.size();
        }

        @Override
        public int maxPayloadBytes() {
            return 1 << 20;
        }

        @Override
        public boolean isBehind() {
            return false;
        }

        @Override
        public long appended(int shard) {
            return appended;
        }

        @Override
        public long written(int shard) {
            return reached;
        }

        @Override
        public long committed(int shard) {
            return reached;
        }

        @Override
        public long handOver() {
            return appended;
        }

        @Override
        public long reached(Durability durability) {
            return reached;
        }
    }
}

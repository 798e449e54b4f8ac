package io.robustmq.storage.replica;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A shard's frames in memory, for followers that still need them. It holds the whole stream today:
 * reading far behind from the segments comes with the transport between nodes.
 */
final class StreamTail {
    private final List<StreamFrame> frames = new ArrayList<>();

    void append(StreamFrame frame) {
        frames.add(frame);
    }

    void truncate(long position) {
        while (!frames.isEmpty() && frames.getLast().position() >= position) {
            frames.removeLast();
        }
    }

    long end() {
        return frames.isEmpty() ? 0 : frames.getLast().end();
    }

    /** True when a frame begins at the position, or the stream ends there. */
    boolean isBoundary(long position) {
        return position == end() || indexAt(position) >= 0;
    }

    /** Up to {@code count} frames from the one that begins at the position on. */
    List<StreamFrame> from(long position, int count) {
        int index = indexAt(position);
        return index < 0
                ? List.of()
                : frames.subList(index, Math.min(index + count, frames.size()));
    }

    List<StreamFrame> all() {
        return frames;
    }

    private int indexAt(long position) {
        StreamFrame wanted = new StreamFrame(position, 0, 0, new byte[0]);
        return Collections.binarySearch(
                frames, wanted, Comparator.comparingLong(StreamFrame::position));
    }
}

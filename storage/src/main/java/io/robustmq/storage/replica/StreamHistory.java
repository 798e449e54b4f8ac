package io.robustmq.storage.replica;

import java.util.ArrayList;
import java.util.List;

/**
 * Which reign wrote which part of a stream: each epoch with the position of its first frame, oldest
 * first. Two streams are the same as far as their histories are: an epoch has one leader, and what
 * it wrote follows on what it found.
 */
public final class StreamHistory {
    private record Reign(int epoch, long first) {}

    private final List<Reign> reigns;

    StreamHistory() {
        this(new ArrayList<>());
    }

    private StreamHistory(List<Reign> reigns) {
        this.reigns = reigns;
    }

    /** A copy that does not change any more. */
    StreamHistory snapshot() {
        return new StreamHistory(List.copyOf(reigns));
    }

    /** The epoch of the last frame; 0 before the first. */
    int lastEpoch() {
        return reigns.isEmpty() ? 0 : reigns.getLast().epoch();
    }

    /** The epoch of the last frame before a position; 0 when there is none. */
    int epochBefore(long position) {
        for (int i = reigns.size() - 1; i >= 0; i--) {
            if (reigns.get(i).first() < position) {
                return reigns.get(i).epoch();
            }
        }
        return 0;
    }

    void appended(int epoch, long position) {
        if (epoch != lastEpoch()) {
            reigns.add(new Reign(epoch, position));
        }
    }

    void truncated(long position) {
        while (!reigns.isEmpty() && reigns.getLast().first() >= position) {
            reigns.removeLast();
        }
    }

    /**
     * Up to where a stream with this history is the same as one with the history of the leader.
     *
     * @param end of the stream with this history
     * @param leader ends with the epoch in which the leader reigns: what anyone has of that is
     *     right
     */
    long commonWith(StreamHistory leader, long end) {
        for (int i = 0; i < reigns.size(); i++) {
            if (i >= leader.reigns.size() || !reigns.get(i).equals(leader.reigns.get(i))) {
                return Math.min(reigns.get(i).first(), leader.endOf(i - 1));
            }
        }
        return Math.min(end, leader.endOf(reigns.size() - 1));
    }

    private long endOf(int index) {
        return index + 1 < reigns.size() ? reigns.get(index + 1).first() : Long.MAX_VALUE;
    }
}

package io.robustmq.storage.queue;

/**
 * The part of a queue that is in no memory: sequences from {@code from} to before {@code to}. Its
 * rows come into the tables when their frames are applied, a little after they were appended; what
 * may be read is what was applied for certain. The thread of the shard's core.
 *
 * <pre>
 * from ... readableTo ... probeTo ... to
 *          in the tables  in the tables when probePosition is applied
 * </pre>
 */
final class ColdRange {
    private long from;
    private long to;
    private long readableTo;
    private long probeTo;
    private long probePosition;
    private long lastPosition;

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    boolean isEmpty() {
        return from == to;
    }

    /** Nothing is cold; what comes next has this sequence. */
    void emptyAt(long sequence) {
        from = sequence;
        to = sequence;
        readableTo = sequence;
        probeTo = sequence;
    }

    /**
     * The range as it is after a start: its rows, and what the replayed frames took from them.
     *
     * @param position behind the last frame that changed any of them
     */
    void reset(long first, long behind, long position) {
        emptyAt(first);
        to = behind;
        lastPosition = position;
    }

    /**
     * Messages up to before a sequence are cold too.
     *
     * @param position behind the last frame of them
     */
    void extendTo(long sequence, long position) {
        assert sequence >= to;
        to = sequence;
        lastPosition = position;
    }

    /**
     * Messages in front of the range have become cold.
     *
     * @param position behind every frame of them
     */
    void beginAt(long sequence, long position) {
        assert sequence <= from;
        from = sequence;
        changed(position);
    }

    /** Rows of it were changed by a frame that ends at a position: they are read when it is in. */
    void changed(long position) {
        readableTo = from;
        probeTo = from;
        lastPosition = Math.max(lastPosition, position);
    }

    /** What lies before a sequence was read. */
    void advanceTo(long sequence) {
        assert sequence >= from && sequence <= to;
        from = sequence;
        readableTo = Math.max(readableTo, sequence);
        probeTo = Math.max(probeTo, sequence);
    }

    /**
     * Up to where rows may be read.
     *
     * @param applied position of the shard's stream up to which the tables have everything
     */
    long readableTo(long applied) {
        if (applied >= probePosition) {
            readableTo = probeTo;
            if (applied >= lastPosition) {
                readableTo = to;
            }
            probeTo = to;
            probePosition = lastPosition;
        }
        return readableTo;
    }
}

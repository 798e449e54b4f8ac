package io.robustmq.transport.net;

import io.robustmq.transport.memory.SharedBody;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** A body in pieces of these lengths. */
final class PiecesOfBody extends SharedBody {
    private final int[] lengths;
    private boolean isGone;

    PiecesOfBody(int... lengths) {
        this.lengths = lengths;
    }

    /** Nobody holds a reference any more. */
    boolean isGone() {
        return isGone;
    }

    @Override
    protected void onUnreferenced() {
        isGone = true;
    }

    @Override
    public int length() {
        return Arrays.stream(lengths).sum();
    }

    @Override
    public int pieceCount() {
        return lengths.length;
    }

    @Override
    public UnsafeBuffer piece(int index) {
        return new UnsafeBuffer(new byte[lengths[index]]);
    }

    @Override
    public int pieceLength(int index) {
        return lengths[index];
    }
}

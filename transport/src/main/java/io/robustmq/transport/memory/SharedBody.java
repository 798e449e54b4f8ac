package io.robustmq.transport.memory;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A large body in pieces, referred to by outputs instead of copied into them. Counted by the core
 * that uses it; each core that uses it has one of its own.
 */
@OwnedBy(Core.class)
public abstract class SharedBody {
    private int references = 1;

    /** Runs {@link #release}; made once, for outputs that take a callback. */
    private final Runnable releaser = this::release;

    /** Who made it holds the first reference. */
    protected SharedBody() {}

    public final void retain() {
        assert references > 0 : "retained after its end";
        references++;
    }

    public final void release() {
        assert references > 0 : "released after its end";
        if (--references == 0) {
            onUnreferenced();
        }
    }

    public final Runnable releaser() {
        return releaser;
    }

    /** The last reference of this core is gone. */
    protected abstract void onUnreferenced();

    public abstract int length();

    public abstract int pieceCount();

    /** Filled from its first byte on. */
    public abstract UnsafeBuffer piece(int index);

    /** Bytes in a piece: all are full but the last. */
    public abstract int pieceLength(int index);

    /** Writes all of it to {@code target}, from {@code at} on. */
    public final void copyTo(MutableDirectBuffer target, int at) {
        int next = at;
        for (int i = 0; i < pieceCount(); i++) {
            target.putBytes(next, piece(i), 0, pieceLength(i));
            next += pieceLength(i);
        }
    }
}

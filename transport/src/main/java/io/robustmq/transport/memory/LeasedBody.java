package io.robustmq.transport.memory;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Another core's complete {@link Slab} while this core sends it. The owner holds one reference for
 * the lease and drops it when the reply comes that {@code onReturned} causes.
 */
@OwnedBy(Core.class)
public final class LeasedBody extends SharedBody {
    private final Slab slab;
    private final Return onReturned;

    public LeasedBody(Slab slab, Return onReturned) {
        this.slab = slab;
        this.onReturned = onReturned;
    }

    @Override
    protected void onUnreferenced() {
        onReturned.onReturned(slab.id());
    }

    @Override
    public int length() {
        return slab.length();
    }

    @Override
    public int pieceCount() {
        return slab.pieceCount();
    }

    @Override
    public UnsafeBuffer piece(int index) {
        return slab.piece(index);
    }

    @Override
    public int pieceLength(int index) {
        return slab.pieceLength(index);
    }

    /** Tells the owner that this core is done with a slab. */
    public interface Return {
        void onReturned(long slabId);
    }
}

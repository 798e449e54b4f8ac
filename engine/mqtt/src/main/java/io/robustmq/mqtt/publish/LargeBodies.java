package io.robustmq.mqtt.publish;

import io.robustmq.kernel.message.Publication;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.SharedBody;
import io.robustmq.transport.memory.Slab;
import io.robustmq.transport.memory.SlabPool;
import org.jspecify.annotations.Nullable;

/**
 * Payloads above the copy limit, put once into shared memory that all subscribers' outputs refer
 * to. The last one stays until the next is asked for, or its last subscriber has been sent it,
 * whichever is later.
 */
@OwnedBy(Core.class)
public final class LargeBodies {
    private final SlabPool slabs;
    private final int copyLimitBytes;
    private @Nullable Slab last;
    private @Nullable Publication publication;
    private long generation;

    /**
     * @param slabs this core's memory for them
     * @param copyLimitBytes payloads up to this size are copied into each output instead
     */
    public LargeBodies(SlabPool slabs, int copyLimitBytes) {
        this.slabs = slabs;
        this.copyLimitBytes = copyLimitBytes;
    }

    boolean isLarge(int payloadLength) {
        return payloadLength > copyLimitBytes;
    }

    /**
     * The publication's payload as a shared body.
     *
     * @return null when it is small enough to copy, or when there is no memory left to share it in
     */
    public @Nullable SharedBody of(Publication wanted) {
        if (!isLarge(wanted.payloadLength())) {
            return null;
        }
        if (publication == wanted && generation == wanted.generation()) {
            return last;
        }
        forget();
        publication = wanted;
        generation = wanted.generation();
        Slab slab = slabs.create();
        if (slab != null
                && !slab.append(
                        wanted.payloadBuffer(), wanted.payloadOffset(), wanted.payloadLength())) {
            slab.release();
            slab = null;
        }
        last = slab;
        return slab;
    }

    /** Payloads shared now. */
    public int count() {
        return slabs.count();
    }

    /** Memory they hold. */
    public long usedBytes() {
        return slabs.inUseBytes();
    }

    /** Once per cycle: nothing is held for publications that are over. */
    public void forget() {
        Slab slab = last;
        if (slab != null) {
            last = null;
            slab.release();
        }
        publication = null;
    }
}

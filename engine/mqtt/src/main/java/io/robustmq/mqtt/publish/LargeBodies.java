package io.robustmq.mqtt.publish;

import io.robustmq.kernel.message.Publication;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.SharedBody;
import io.robustmq.transport.memory.Slab;
import io.robustmq.transport.memory.SlabPool;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Payloads above the copy limit, put once into shared memory that all subscribers' outputs refer
 * to. One that came in several reads is there already; one that came whole is put there when the
 * first subscriber needs it, and stays until the next is asked for, or its last subscriber has been
 * sent it, whichever is later.
 */
@OwnedBy(Core.class)
public final class LargeBodies {
    private final List<SlabPool> slabsOfCores;
    private final SlabPool slabs;
    private final int copyLimitBytes;
    private @Nullable Slab last;
    private @Nullable Publication publication;
    private long generation;

    /**
     * @param slabsOfCores every core's memory for them
     * @param core whose this is
     * @param copyLimitBytes payloads up to this size are copied into each output instead
     */
    public LargeBodies(List<SlabPool> slabsOfCores, int core, int copyLimitBytes) {
        this.slabsOfCores = slabsOfCores;
        this.slabs = slabsOfCores.get(core);
        this.copyLimitBytes = copyLimitBytes;
    }

    /** Whether a payload of this length is shared among outputs. */
    public boolean isLarge(int payloadLength) {
        return payloadLength > copyLimitBytes;
    }

    /** Longest payload that is copied into each output. */
    public int copyLimitBytes() {
        return copyLimitBytes;
    }

    /**
     * A body to be received into, with one reference.
     *
     * @return null when there are as many as there may be
     */
    public @Nullable Slab create() {
        return slabs.create();
    }

    /** A core's body that it lent to this one, or that this core itself has. */
    Slab slabOf(int core, long id) {
        Slab slab = slabsOfCores.get(core).find(id);
        if (slab == null) {
            throw new IllegalStateException("core " + core + " has no slab " + id);
        }
        return slab;
    }

    /** Memory that bodies take now, received wholly or in part. */
    public long inUseBytes() {
        return slabs.inUseBytes();
    }

    /**
     * The publication's payload as a shared body.
     *
     * @return null when it is small enough to copy, or when there is no memory left to share it in
     */
    public @Nullable SharedBody of(Publication wanted) {
        if (wanted.body() != null) {
            return wanted.body();
        }
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

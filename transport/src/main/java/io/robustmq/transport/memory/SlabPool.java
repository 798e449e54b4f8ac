package io.robustmq.transport.memory;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The memory for large bodies of one core: pieces of one size, made on first use up to the budget
 * and then recycled. The owner's thread only, but for {@link #find}.
 */
@OwnedBy(Core.class)
public final class SlabPool {
    public static final int PIECE_BYTES = 64 << 10;

    /** Bodies one core can have at a time. */
    public static final int SLABS_MAX = 1 << 16;

    private static final int INDEX_MASK = SLABS_MAX - 1;

    private final int piecesMax;
    private final ArrayDeque<UnsafeBuffer> free = new ArrayDeque<>();
    private final AtomicReferenceArray<@Nullable Slab> slabs =
            new AtomicReferenceArray<>(SLABS_MAX);
    private int piecesMade;
    private int open;
    private long nextId;

    /**
     * @param budgetBytes the most that all bodies of this core may take together
     */
    public SlabPool(long budgetBytes) {
        this.piecesMax = (int) Math.min(Integer.MAX_VALUE, budgetBytes / PIECE_BYTES);
    }

    /**
     * An empty body with one reference.
     *
     * @return null when there are as many as there may be
     */
    public @Nullable Slab create() {
        if (open == SLABS_MAX) {
            return null;
        }
        while (slabs.getPlain((int) (nextId & INDEX_MASK)) != null) {
            nextId++;
        }
        Slab slab = new Slab(this, nextId++);
        slabs.setRelease((int) (slab.id() & INDEX_MASK), slab);
        open++;
        return slab;
    }

    /**
     * Any thread that got the id from the owner and was promised that the slab stays until given
     * back.
     *
     * @return null when there is none of that id
     */
    public @Nullable Slab find(long id) {
        Slab slab = slabs.getAcquire((int) (id & INDEX_MASK));
        return slab != null && slab.id() == id ? slab : null;
    }

    void remove(Slab slab) {
        slabs.setRelease((int) (slab.id() & INDEX_MASK), null);
        open--;
    }

    int piecesFree() {
        return piecesMax - piecesMade + free.size();
    }

    UnsafeBuffer takePiece() {
        UnsafeBuffer piece = free.pollLast();
        if (piece != null) {
            return piece;
        }
        piecesMade++;
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(PIECE_BYTES, 64));
    }

    void givePiece(UnsafeBuffer piece) {
        free.addLast(piece);
    }

    /** Bodies that exist now. */
    public int count() {
        return open;
    }

    public long inUseBytes() {
        return (long) (piecesMade - free.size()) * PIECE_BYTES;
    }

    public long budgetBytes() {
        return (long) piecesMax * PIECE_BYTES;
    }
}

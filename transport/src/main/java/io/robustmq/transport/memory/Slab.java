package io.robustmq.transport.memory;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A body received into pieces of its core's {@link SlabPool}, grown as bytes arrive, never by a
 * declared size. Once complete it doesn't change, and other cores may read it until they gave it
 * back.
 */
@OwnedBy(Core.class)
public final class Slab extends SharedBody {
    private final SlabPool pool;
    private final long id;
    private UnsafeBuffer[] pieces = new UnsafeBuffer[4];
    private int pieceCount;
    private int length;

    Slab(SlabPool pool, long id) {
        this.pool = pool;
        this.id = id;
    }

    /** Names it among the slabs of its core, for {@link SlabPool#find}. */
    public long id() {
        return id;
    }

    /**
     * @return false when the pool is spent; then nothing was appended
     */
    public boolean append(DirectBuffer source, int offset, int bytes) {
        if (!reserve(bytes)) {
            return false;
        }
        int done = 0;
        while (done < bytes) {
            int at = length % SlabPool.PIECE_BYTES;
            int step = Math.min(bytes - done, SlabPool.PIECE_BYTES - at);
            pieces[length / SlabPool.PIECE_BYTES].putBytes(at, source, offset + done, step);
            done += step;
            length += step;
        }
        return true;
    }

    private boolean reserve(int bytes) {
        int needed =
                (int) (((long) length + bytes + SlabPool.PIECE_BYTES - 1) / SlabPool.PIECE_BYTES);
        if (needed - pieceCount > pool.piecesFree()) {
            return false;
        }
        if (needed > pieces.length) {
            pieces = Arrays.copyOf(pieces, Math.max(needed, 2 * pieces.length));
        }
        while (pieceCount < needed) {
            pieces[pieceCount++] = pool.takePiece();
        }
        return true;
    }

    @Override
    protected void onUnreferenced() {
        pool.remove(this);
        while (pieceCount > 0) {
            pool.givePiece(pieces[--pieceCount]);
        }
        length = 0;
    }

    /** Memory it takes: pieces that are not full count whole. */
    public long heldBytes() {
        return (long) pieceCount * SlabPool.PIECE_BYTES;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int pieceCount() {
        return pieceCount;
    }

    @Override
    public UnsafeBuffer piece(int index) {
        return pieces[index];
    }

    @Override
    public int pieceLength(int index) {
        return Math.min(SlabPool.PIECE_BYTES, length - index * SlabPool.PIECE_BYTES);
    }
}

package io.robustmq.transport.memory;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Output blocks of one core in a few size classes, so that a connection with one small packet holds
 * little and a busy one writes far in one go. Blocks are made on first use up to the budget and
 * then recycled; after warm-up nothing is allocated.
 */
@OwnedBy(Core.class)
public final class ChunkPool {
    /** Block sizes by class, small to large. */
    public static final int[] CLASS_BYTES = {512, 4 << 10, 32 << 10, 256 << 10};

    /** Blocks for large input, beyond the largest class: powers of two up to this are kept. */
    static final int LARGE_BYTES_MAX = 4 << 20;

    private static final int LARGE_SHIFT = 32 - Integer.numberOfLeadingZeros(CLASS_BYTES[3]);

    /** Chunks without bytes of their own, kept for the next that are borrowed. */
    private static final int BORROWED_FREE_MAX = 1_024;

    private static final UnsafeBuffer NOTHING = new UnsafeBuffer(0, 0);

    private final long budgetBytes;
    private final @Nullable OutputChunk[] free = new OutputChunk[CLASS_BYTES.length];
    private final @Nullable OutputChunk[] freeLarge =
            new OutputChunk[32 - Integer.numberOfLeadingZeros(LARGE_BYTES_MAX) - LARGE_SHIFT];
    private long reservedBytes;
    private long inUseBytes;
    private int holders;
    private @Nullable OutputChunk freeBorrowed;
    private int freeBorrowedCount;

    /**
     * @param budgetBytes the most that all blocks of this core may take together
     */
    public ChunkPool(long budgetBytes) {
        this.budgetBytes = budgetBytes;
    }

    /**
     * @return a block of this class, or of another one when the budget is spent, or null when there
     *     is none at all
     */
    public @Nullable OutputChunk take(int sizeClass) {
        for (int c = sizeClass; c >= 0; c--) {
            OutputChunk chunk = takeFree(c);
            if (chunk != null) {
                return chunk;
            }
            if (mayReserve(CLASS_BYTES[c])) {
                reservedBytes += CLASS_BYTES[c];
                inUseBytes += CLASS_BYTES[c];
                return new OutputChunk(
                        new UnsafeBuffer(BufferUtil.allocateDirectAligned(CLASS_BYTES[c], 64)),
                        c,
                        CLASS_BYTES[c]);
            }
        }
        for (int c = sizeClass + 1; c < CLASS_BYTES.length; c++) {
            OutputChunk chunk = takeFree(c);
            if (chunk != null) {
                return chunk;
            }
        }
        return null;
    }

    private @Nullable OutputChunk takeFree(int sizeClass) {
        OutputChunk chunk = free[sizeClass];
        if (chunk != null) {
            free[sizeClass] = chunk.next;
            chunk.next = null;
            inUseBytes += CLASS_BYTES[sizeClass];
        }
        return chunk;
    }

    /** Half of the budget is out: from here on {@link #mayHold} shares out the rest. */
    public boolean isScarce() {
        return inUseBytes > budgetBytes >> 1;
    }

    /**
     * Whether a connection that has output pending may hold so much, so that peers who don't read
     * can't take what all others need: anything from the first half of the budget; from the third
     * quarter what makes up an equal share of that quarter among those who hold something; nothing
     * from the last, which is for who holds nothing yet, and for answers.
     */
    public boolean mayHold(long bytes) {
        return !isScarce()
                || inUseBytes <= budgetBytes / 4 * 3
                        && bytes <= budgetBytes / 4 / Math.max(1, holders);
    }

    /** A connection has output pending that had none. */
    public void holderCame() {
        holders++;
    }

    /** All of a connection's output is out, or given up. */
    public void holderLeft() {
        holders--;
    }

    /**
     * A block of at least {@code bytes}, also beyond the largest class. Such a one is kept for the
     * next use, while blocks of classes do not need its memory; one beyond {@value
     * #LARGE_BYTES_MAX} bytes is made for this use and given up afterwards.
     *
     * @return null when the budget does not allow it
     */
    public @Nullable OutputChunk takeAtLeast(int bytes) {
        int sizeClass = classFor(bytes);
        if (CLASS_BYTES[sizeClass] >= bytes) {
            OutputChunk chunk = take(sizeClass);
            if (chunk != null && chunk.capacity() < bytes) {
                release(chunk);
                return null;
            }
            return chunk;
        }
        return bytes <= LARGE_BYTES_MAX
                ? takeLarge(BitUtil.findNextPositivePowerOfTwo(bytes))
                : makeSingle(bytes);
    }

    private @Nullable OutputChunk takeLarge(int bytes) {
        int place = placeOf(bytes);
        OutputChunk chunk = freeLarge[place];
        if (chunk == null) {
            return makeSingle(bytes);
        }
        freeLarge[place] = chunk.next;
        chunk.next = null;
        inUseBytes += bytes;
        return chunk;
    }

    /** Among the large ones; a power of two. */
    private static int placeOf(int bytes) {
        return Integer.numberOfTrailingZeros(bytes) - LARGE_SHIFT;
    }

    private static boolean isKept(int bytes) {
        return bytes <= LARGE_BYTES_MAX && BitUtil.isPowerOfTwo(bytes);
    }

    private @Nullable OutputChunk makeSingle(int bytes) {
        if (!mayReserve(bytes)) {
            return null;
        }
        reservedBytes += bytes;
        inUseBytes += bytes;
        return new OutputChunk(
                new UnsafeBuffer(ByteBuffer.allocateDirect(bytes)), OutputChunk.SINGLE, bytes);
    }

    /** Large blocks that nobody uses make room. */
    private boolean mayReserve(int bytes) {
        for (int place = 0;
                place < freeLarge.length && reservedBytes + bytes > budgetBytes;
                place++) {
            for (OutputChunk chunk = freeLarge[place];
                    chunk != null && reservedBytes + bytes > budgetBytes;
                    chunk = freeLarge[place]) {
                freeLarge[place] = chunk.next;
                giveUp(chunk);
            }
        }
        return reservedBytes + bytes <= budgetBytes;
    }

    private void giveUp(OutputChunk single) {
        reservedBytes -= single.capacity();
        BufferUtil.free(single.buffer);
    }

    /**
     * @return the smallest class whose blocks hold {@code bytes}, or the largest class
     */
    public static int classFor(int bytes) {
        int c = 0;
        while (c < CLASS_BYTES.length - 1 && CLASS_BYTES[c] < bytes) {
            c++;
        }
        return c;
    }

    /**
     * A borrowed run of bytes as a chunk: nothing is copied, {@code onReleased} tells when it is no
     * longer needed.
     */
    public OutputChunk borrow(UnsafeBuffer bytes, int length, Runnable onReleased) {
        OutputChunk chunk = freeBorrowed;
        if (chunk == null) {
            chunk = new OutputChunk(NOTHING, OutputChunk.BORROWED, 0);
        } else {
            freeBorrowed = chunk.next;
            freeBorrowedCount--;
            chunk.next = null;
        }
        chunk.borrow(bytes, length, onReleased);
        return chunk;
    }

    private void keepBorrowed(OutputChunk chunk) {
        chunk.buffer = NOTHING;
        chunk.onReleased = null;
        chunk.next = null;
        if (freeBorrowedCount < BORROWED_FREE_MAX) {
            chunk.next = freeBorrowed;
            freeBorrowed = chunk;
            freeBorrowedCount++;
        }
    }

    public void release(OutputChunk chunk) {
        chunk.used = 0;
        chunk.sent = 0;
        if (chunk.sizeClass == OutputChunk.SINGLE) {
            inUseBytes -= chunk.capacity();
            if (isKept(chunk.capacity())) {
                int place = placeOf(chunk.capacity());
                chunk.next = freeLarge[place];
                freeLarge[place] = chunk;
            } else {
                giveUp(chunk);
            }
            return;
        }
        if (chunk.sizeClass == OutputChunk.BORROWED) {
            Runnable released = chunk.onReleased;
            keepBorrowed(chunk);
            if (released != null) {
                released.run();
            }
            return;
        }
        inUseBytes -= CLASS_BYTES[chunk.sizeClass];
        chunk.next = free[chunk.sizeClass];
        free[chunk.sizeClass] = chunk;
    }

    public long inUseBytes() {
        return inUseBytes;
    }

    public long reservedBytes() {
        return reservedBytes;
    }

    public long budgetBytes() {
        return budgetBytes;
    }
}

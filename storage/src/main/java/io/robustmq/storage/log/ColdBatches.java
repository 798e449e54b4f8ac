package io.robustmq.storage.log;

import io.robustmq.storage.disk.concurrent.RecentBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Batches that a read brought, in the read's memory, in pieces that follow each other. A read
 * thread fills it, then the core has it: until the listener's call returns, or, when it was lent,
 * until it is given back.
 *
 * <pre>
 *   | what lay before | piece 0: batches | heads of frames | piece 1 | … | unused |
 * </pre>
 */
public final class ColdBatches {
    /** What is shorter is moved to the end of the piece before it. */
    static final int PIECE_BYTES_MIN = 32 << 10;

    private final LogReads owner;
    private final ColdRead read;
    private final ByteBuffer bytes;
    private final UnsafeBuffer memory;
    private final UnsafeBuffer[] pieces;
    private final int[] offsets;
    private final int[] lengths;
    private int count;
    private int total;
    private boolean isLent;

    ColdBatches(LogReads owner, ColdRead read, ByteBuffer bytes) {
        this.owner = owner;
        this.read = read;
        this.bytes = bytes;
        this.memory = new UnsafeBuffer(bytes);
        int most = bytes.capacity() / PIECE_BYTES_MIN + 1;
        this.pieces = new UnsafeBuffer[most];
        Arrays.setAll(pieces, i -> new UnsafeBuffer(0, 0));
        this.offsets = new int[most];
        this.lengths = new int[most];
    }

    /** Memory for so many bytes of batches, read at once, or for one frame. */
    static int memoryBytes(int batchBytes, int frameBytes) {
        return BitUtil.align(Math.max(batchBytes, frameBytes), RecentBytes.BLOCK_BYTES)
                + RUN_SLACK_BYTES;
    }

    /** What a run has beside its batches: the block in which it begins, heads, the last block. */
    static final int RUN_SLACK_BYTES = 3 * RecentBytes.BLOCK_BYTES;

    // ---- the read thread ----

    void clear() {
        count = 0;
        total = 0;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    MutableDirectBuffer memory() {
        return memory;
    }

    /** Where bytes go that are to follow what is there. */
    int end() {
        return count == 0 ? 0 : offsets[count - 1] + lengths[count - 1];
    }

    /** A batch lies there: at {@link #end} or behind it. */
    void add(int offset, int length) {
        int end = end();
        if (count == 0 || offset != end && length >= PIECE_BYTES_MIN) {
            offsets[count] = offset;
            lengths[count++] = length;
        } else {
            if (offset != end) {
                memory.putBytes(end, memory, offset, length);
            }
            lengths[count - 1] += length;
        }
        total += length;
    }

    // ---- the core ----

    /** Pieces may be looked at from now on. */
    void finish() {
        for (int i = 0; i < count; i++) {
            pieces[i].wrap(memory, offsets[i], lengths[i]);
        }
    }

    /** Of all batches. */
    public int totalBytes() {
        return total;
    }

    public int pieceCount() {
        return count;
    }

    /** Its capacity is its length. */
    public UnsafeBuffer piece(int index) {
        return pieces[index];
    }

    /** Moves all batches together. Not once it is lent. @return where they begin */
    int join() {
        int end = count == 0 ? 0 : offsets[0] + lengths[0];
        for (int i = 1; i < count; i++) {
            memory.putBytes(end, memory, offsets[i], lengths[i]);
            end += lengths[i];
        }
        return count == 0 ? 0 : offsets[0];
    }

    /**
     * During the listener's call: what is there stays until {@link #giveBack}. The read serves
     * nobody else meanwhile, so only some may be lent at a time.
     *
     * @return false when too much is lent
     */
    public boolean tryLend() {
        isLent = owner.tryLend();
        return isLent;
    }

    /** Nobody looks at it any more; once for each time that it was lent. */
    public void giveBack() {
        isLent = false;
        owner.givenBack();
        read.givenBack();
    }

    boolean isLent() {
        return isLent;
    }
}

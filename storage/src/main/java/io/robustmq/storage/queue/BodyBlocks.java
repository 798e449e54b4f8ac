package io.robustmq.storage.queue;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Bodies in memory, each a chain of blocks of one size, so that freed memory fits whatever comes
 * next. Memory is taken from the system when it is first needed, up to the bound, and kept. The
 * thread of the shard's core.
 */
final class BodyBlocks {
    static final int BLOCK_BYTES = 256;
    static final int NONE = -1;

    /** Blocks taken from the system at once. */
    private static final int PIECE_BLOCKS = 1 << 10;

    private final int blocksMax;
    private final UnsafeBuffer[] pieces;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private UnsafeBuffer whole = new UnsafeBuffer(new byte[4 << 10]);
    private int[] next = {};
    private int made;
    private int free = NONE;
    private int used;

    BodyBlocks(long bytesMax) {
        this.blocksMax = Math.toIntExact(bytesMax / BLOCK_BYTES);
        this.pieces = new UnsafeBuffer[(blocksMax + PIECE_BLOCKS - 1) / PIECE_BLOCKS];
    }

    /** Blocks that a body takes; an empty one takes one. */
    static int blocks(int length) {
        return Math.max(1, (length + BLOCK_BYTES - 1) / BLOCK_BYTES);
    }

    boolean hasRoom(int length) {
        return used + blocks(length) <= blocksMax;
    }

    /** More than half of the memory is taken. */
    boolean isHalfFull() {
        return used > blocksMax / 2;
    }

    long usedBytes() {
        return (long) used * BLOCK_BYTES;
    }

    /**
     * There is room.
     *
     * @return the first block
     */
    int store(DirectBuffer from, int offset, int length) {
        int first = claim();
        int block = first;
        for (int at = 0; ; block = next[block]) {
            int part = Math.min(BLOCK_BYTES, length - at);
            piece(block).putBytes(inPiece(block), from, offset + at, part);
            at += part;
            if (at == length) {
                next[block] = NONE;
                return first;
            }
            next[block] = claim();
        }
    }

    /**
     * @param first where {@link #store} put it
     * @return the body, from 0 on; valid until the next call
     */
    DirectBuffer read(int first, int length) {
        if (length <= BLOCK_BYTES) {
            view.wrap(piece(first), inPiece(first), length);
            return view;
        }
        if (length > whole.capacity()) {
            whole = new UnsafeBuffer(new byte[Integer.highestOneBit(length - 1) << 1]);
        }
        int block = first;
        for (int at = 0; at < length; at += BLOCK_BYTES, block = next[block]) {
            int part = Math.min(BLOCK_BYTES, length - at);
            whole.putBytes(at, piece(block), inPiece(block), part);
        }
        return whole;
    }

    void free(int first) {
        for (int block = first; block != NONE; ) {
            int following = next[block];
            next[block] = free;
            free = block;
            used--;
            block = following;
        }
    }

    private int claim() {
        if (free == NONE) {
            makePiece();
        }
        int block = free;
        free = next[block];
        used++;
        return block;
    }

    private void makePiece() {
        int blocks = Math.min(PIECE_BLOCKS, blocksMax - made);
        assert blocks > 0 : "no room";
        pieces[made / PIECE_BLOCKS] = new UnsafeBuffer(new byte[blocks * BLOCK_BYTES]);
        next = Arrays.copyOf(next, made + blocks);
        for (int block = made + blocks - 1; block >= made; block--) {
            next[block] = free;
            free = block;
        }
        made += blocks;
    }

    private UnsafeBuffer piece(int block) {
        return pieces[block / PIECE_BLOCKS];
    }

    private static int inPiece(int block) {
        return block % PIECE_BLOCKS * BLOCK_BYTES;
    }
}

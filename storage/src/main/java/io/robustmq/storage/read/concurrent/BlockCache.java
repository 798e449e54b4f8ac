package io.robustmq.storage.read.concurrent;

import io.robustmq.storage.disk.concurrent.RecentBytes;
import io.robustmq.storage.disk.concurrent.UntouchedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;

/**
 * Blocks that were read, outside the heap, a fixed number of them. Any thread that may block: a
 * block belongs to a set of {@value #WAYS} slots, and who uses a set locks it, also while it reads.
 * In a set the slot that was used longest ago goes.
 */
public final class BlockCache {
    private static final int WAYS = 8;
    private static final long NONE = -1;

    private final int blockBytes;
    private final BlockSet[] sets;

    /**
     * @param blockBytes size of a block, a power of two
     * @param bytes memory for all blocks; at least {@value #WAYS} blocks are kept
     */
    public BlockCache(int blockBytes, long bytes) {
        if (!BitUtil.isPowerOfTwo(blockBytes)) {
            throw new IllegalArgumentException("blockBytes cannot be " + blockBytes);
        }
        this.blockBytes = blockBytes;
        this.sets = new BlockSet[setsOf(blockBytes, bytes)];
        Arrays.setAll(sets, i -> new BlockSet(blockBytes));
    }

    private static int setsOf(int blockBytes, long bytes) {
        return (int) Math.clamp(bytes / blockBytes / WAYS, 1, Integer.MAX_VALUE / WAYS);
    }

    /** Memory that a cache of these settings takes. */
    public static long memoryBytes(int blockBytes, long bytes) {
        return (long) setsOf(blockBytes, bytes) * WAYS * blockBytes;
    }

    /**
     * Copies bytes out of the block that holds the position, reading it when it must.
     *
     * @return bytes copied, up to the block's end; 0 behind the source's end; {@link
     *     BlockSource#GONE}
     */
    public int read(
            BlockSource source, long position, MutableDirectBuffer into, int offset, int length)
            throws IOException {
        long block = position / blockBytes;
        long hash = (block * 31 + source.sourceId()) * 0x9e3779b97f4a7c15L;
        BlockSet set = sets[(int) ((hash >>> 33) % sets.length)];
        return set.read(source, block, (int) (position % blockBytes), into, offset, length);
    }

    public int blockBytes() {
        return blockBytes;
    }

    /** Some slots and their lock. */
    private static final class BlockSet {
        private final int blockBytes;
        private final ByteBuffer[] slots = new ByteBuffer[WAYS];
        private final long[] sources = new long[WAYS];
        private final long[] blocks = new long[WAYS];
        private final int[] counts = new int[WAYS];
        private final long[] used = new long[WAYS];
        private long clock;

        BlockSet(int blockBytes) {
            this.blockBytes = blockBytes;
            Arrays.fill(blocks, NONE);
        }

        synchronized int read(
                BlockSource source,
                long block,
                int at,
                MutableDirectBuffer into,
                int offset,
                int length)
                throws IOException {
            int slot = find(source.sourceId(), block);
            if (slot < 0) {
                slot = oldest();
                int count = load(source, block, slot);
                if (count == BlockSource.GONE) {
                    return BlockSource.GONE;
                }
            }
            used[slot] = ++clock;
            int bytes = Math.clamp(counts[slot] - at, 0, length);
            into.putBytes(offset, slots[slot], at, bytes);
            return bytes;
        }

        private int find(long sourceId, long block) {
            for (int slot = 0; slot < WAYS; slot++) {
                if (blocks[slot] == block && sources[slot] == sourceId) {
                    return slot;
                }
            }
            return -1;
        }

        private int oldest() {
            int oldest = 0;
            for (int slot = 1; slot < WAYS; slot++) {
                if (used[slot] < used[oldest]) {
                    oldest = slot;
                }
            }
            return oldest;
        }

        /** What may still change is handed out once and not kept. */
        private int load(BlockSource source, long block, int slot) throws IOException {
            ByteBuffer bytes = slots[slot];
            if (bytes == null) {
                bytes = UntouchedMemory.allocate(blockBytes, RecentBytes.BLOCK_BYTES);
                slots[slot] = bytes;
            }
            blocks[slot] = NONE;
            boolean isFixed = source.isFixedBefore((block + 1) * blockBytes);
            int count = source.read(block * blockBytes, bytes.clear());
            counts[slot] = Math.max(count, 0);
            if (isFixed && count >= 0) {
                blocks[slot] = block;
                sources[slot] = source.sourceId();
            }
            return count;
        }
    }
}

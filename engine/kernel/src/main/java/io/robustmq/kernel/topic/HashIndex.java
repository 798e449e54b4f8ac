package io.robustmq.kernel.topic;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/**
 * A table from 32-bit hashes to ids above 0; whoever asks compares the keys behind the ids.
 *
 * <p>Extendible hashing: a directory addressed by the hash's high bits names pages of 512 entries,
 * each an open-addressed table addressed by the low bits. A full page splits in two, so the table
 * grows by moving at most {@value #PAGE_FULL} entries at a time, never all of them: no insert stops
 * a core for longer than that. Eight bytes an entry, 75 % full at most, 55 % on average.
 *
 * <p>An entry is {@code | hash 63-32 | id 31-0 |}; 0 is an empty slot. The last word of a page is
 * {@code | depth 63-32 | entries 31-0 |}, depth being how many high bits its hashes share.
 */
@OwnedBy(Core.class)
final class HashIndex {
    /** No (further) entry. */
    static final int NONE = -1;

    static final int PAGE_SLOTS = 512;
    static final int PAGE_FULL = PAGE_SLOTS * 3 / 4;

    /** More pages than ids can fill: past it the hash itself is broken. */
    static final int DEPTH_MAX = 26;

    private static final int SLOT_MASK = PAGE_SLOTS - 1;

    private long[][] directory = {newPage(0)};
    private int depth;

    private static long[] newPage(int depth) {
        long[] page = new long[PAGE_SLOTS + 1];
        page[PAGE_SLOTS] = (long) depth << 32;
        return page;
    }

    /** The page that holds every entry of this hash until the next {@link #add}. */
    long[] page(int hash) {
        return directory[pageIndex(hash, depth)];
    }

    /** The slot of the first entry with this hash. */
    static int first(long[] page, int hash) {
        return probe(page, hash & SLOT_MASK, hash);
    }

    /** The slot of the entry with this hash that follows the one at {@code slot}. */
    static int next(long[] page, int slot, int hash) {
        return probe(page, slot + 1 & SLOT_MASK, hash);
    }

    static int id(long[] page, int slot) {
        return (int) page[slot];
    }

    void add(int hash, int id) {
        long[] page = page(hash);
        while ((int) page[PAGE_SLOTS] == PAGE_FULL) {
            split(page, hash);
            page = page(hash);
        }
        insert(page, (long) hash << 32 | id);
    }

    /** Removes the entry found at this slot; slots found before are no longer valid. */
    static void remove(long[] page, int slot) {
        page[PAGE_SLOTS]--;
        int hole = slot;
        for (int at = slot + 1 & SLOT_MASK; page[at] != 0; at = at + 1 & SLOT_MASK) {
            int home = (int) (page[at] >>> 32) & SLOT_MASK;
            if ((at - home & SLOT_MASK) >= (at - hole & SLOT_MASK)) {
                page[hole] = page[at];
                hole = at;
            }
        }
        page[hole] = 0;
    }

    /** Bytes of the directory and the pages. */
    long heapBytes() {
        long bytes = (long) directory.length * Integer.BYTES;
        for (int i = 0; i < directory.length; ) {
            bytes += (PAGE_SLOTS + 1L) * Long.BYTES;
            i += 1 << depth - pageDepth(directory[i]);
        }
        return bytes;
    }

    private static int probe(long[] page, int from, int hash) {
        int slot = from;
        for (long entry = page[slot]; entry != 0; entry = page[slot]) {
            if ((int) (entry >>> 32) == hash) {
                return slot;
            }
            slot = slot + 1 & SLOT_MASK;
        }
        return NONE;
    }

    private static void insert(long[] page, long entry) {
        int slot = (int) (entry >>> 32) & SLOT_MASK;
        while (page[slot] != 0) {
            slot = slot + 1 & SLOT_MASK;
        }
        page[slot] = entry;
        page[PAGE_SLOTS]++;
    }

    private void split(long[] page, int hash) {
        int pageDepth = pageDepth(page);
        if (pageDepth == depth) {
            doubleDirectory();
        }
        long[] low = newPage(pageDepth + 1);
        long[] high = newPage(pageDepth + 1);
        for (int slot = 0; slot < PAGE_SLOTS; slot++) {
            if (page[slot] != 0) {
                int entryHash = (int) (page[slot] >>> 32);
                boolean isHigh = (pageIndex(entryHash, pageDepth + 1) & 1) != 0;
                insert(isHigh ? high : low, page[slot]);
            }
        }
        int half = 1 << depth - pageDepth - 1;
        int start = pageIndex(hash, pageDepth) << depth - pageDepth;
        for (int i = 0; i < half; i++) {
            directory[start + i] = low;
            directory[start + half + i] = high;
        }
    }

    private void doubleDirectory() {
        if (depth == DEPTH_MAX) {
            throw new IllegalStateException(PAGE_FULL + " keys of one hash");
        }
        long[][] doubled = new long[directory.length << 1][];
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] = directory[i >>> 1];
        }
        directory = doubled;
        depth++;
    }

    private static int pageDepth(long[] page) {
        return (int) (page[PAGE_SLOTS] >>> 32);
    }

    private static int pageIndex(int hash, int depth) {
        return (int) ((hash & 0xFFFFFFFFL) >>> 32 - depth);
    }
}

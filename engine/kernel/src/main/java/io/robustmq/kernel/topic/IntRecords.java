package io.robustmq.kernel.topic;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Arrays;

/**
 * Records of a fixed number of ints, named by ids above 0 that are used again once freed. They lie
 * in pages of 1,024 records, so growing moves none of them.
 */
@OwnedBy(Core.class)
final class IntRecords {
    private static final int PAGE_SHIFT = 10;
    private static final int PAGE_RECORDS = 1 << PAGE_SHIFT;
    private static final int PAGE_MASK = PAGE_RECORDS - 1;

    private final int sizeShift;
    private int[][] pages = new int[4][];
    private int highestId;
    private int freeId;
    private int count;

    /**
     * @param size ints in a record, a power of two; the first holds the free list once freed
     */
    IntRecords(int size) {
        this.sizeShift = Integer.numberOfTrailingZeros(size);
    }

    /** A record of zeros. */
    int allocate() {
        count++;
        if (freeId == 0) {
            return extend();
        }
        int id = freeId;
        freeId = get(id, 0);
        set(id, 0, 0);
        return id;
    }

    void free(int id) {
        int[] page = page(id);
        int from = at(id);
        Arrays.fill(page, from, from + (1 << sizeShift), 0);
        page[from] = freeId;
        freeId = id;
        count--;
    }

    /** The page a record lies in; it stays there. */
    int[] page(int id) {
        return pages[id >>> PAGE_SHIFT];
    }

    /** Where in its page a record begins. */
    int at(int id) {
        return (id & PAGE_MASK) << sizeShift;
    }

    int get(int id, int field) {
        return page(id)[at(id) + field];
    }

    void set(int id, int field, int value) {
        page(id)[at(id) + field] = value;
    }

    void add(int id, int field, int delta) {
        page(id)[at(id) + field] += delta;
    }

    int count() {
        return count;
    }

    long heapBytes() {
        long used = (highestId >>> PAGE_SHIFT) + 1L;
        return used * PAGE_RECORDS * Integer.BYTES << sizeShift;
    }

    private int extend() {
        int id = ++highestId;
        int page = id >>> PAGE_SHIFT;
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, pages.length << 1);
        }
        if (pages[page] == null) {
            pages[page] = new int[PAGE_RECORDS << sizeShift];
        }
        return id;
    }
}

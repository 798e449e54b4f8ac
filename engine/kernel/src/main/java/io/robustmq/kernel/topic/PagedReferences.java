package io.robustmq.kernel.topic;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An array of references by id that grows by pages of 1,024 and never moves what it holds. */
@OwnedBy(Core.class)
public final class PagedReferences<T> {
    private static final int PAGE_SHIFT = 10;
    private static final int PAGE_SIZE = 1 << PAGE_SHIFT;
    private static final int PAGE_MASK = PAGE_SIZE - 1;

    private Object[][] pages = new Object[4][];

    @SuppressWarnings("unchecked") // only set() writes
    public @Nullable T get(int id) {
        int page = id >>> PAGE_SHIFT;
        Object[] held = page < pages.length ? pages[page] : null;
        return held == null ? null : (T) held[id & PAGE_MASK];
    }

    public void set(int id, @Nullable T reference) {
        int page = id >>> PAGE_SHIFT;
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length << 1));
        }
        Object[] held = pages[page];
        if (held == null) {
            held = new Object[PAGE_SIZE];
            pages[page] = held;
        }
        held[id & PAGE_MASK] = reference;
    }

    /** Bytes of the pages, what they refer to aside. */
    public long heapBytes() {
        long bytes = (long) pages.length * Integer.BYTES;
        for (Object[] page : pages) {
            bytes += page == null ? 0 : PAGE_SIZE * Integer.BYTES;
        }
        return bytes;
    }
}

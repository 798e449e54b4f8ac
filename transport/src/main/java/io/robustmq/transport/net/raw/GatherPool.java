package io.robustmq.transport.net.raw;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Lists for sends of several chunks; each stays with its send until that completed. */
@OwnedBy(Core.class)
final class GatherPool {
    /** Sends of several chunks under way at a time; beyond it chunks go one by one. */
    static final int LISTS_MAX = 4096;

    private final ArrayDeque<GatherList> free = new ArrayDeque<>();
    private int made;

    @Nullable GatherList take() {
        GatherList list = free.pollLast();
        if (list == null && made < LISTS_MAX) {
            made++;
            list = new GatherList();
        }
        return list;
    }

    void give(GatherList list) {
        free.addLast(list);
    }
}

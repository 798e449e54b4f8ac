package io.robustmq.transport.net;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;

/**
 * The connections with output claimed in this cycle: each is flushed once, however many packets it
 * got.
 */
@OwnedBy(Core.class)
public final class DirtyConnections {
    private final ArrayList<Connection> dirty = new ArrayList<>(1024);

    void add(Connection connection) {
        dirty.add(connection);
    }

    /**
     * Flushes all; connections made dirty meanwhile wait for the next call. @return how many were
     * flushed
     */
    public int flushAll() {
        int count = dirty.size();
        for (int i = 0; i < count; i++) {
            Connection connection = dirty.get(i);
            connection.cleaned();
            connection.flush();
        }
        if (count == dirty.size()) {
            dirty.clear();
        } else {
            dirty.subList(0, count).clear();
        }
        return count;
    }
}

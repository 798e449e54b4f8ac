package io.robustmq.transport.net;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;

/**
 * The connections with something to do at the end of this cycle: output to flush, a close to carry
 * out. Each is flushed once, however many packets it got.
 */
@OwnedBy(Core.class)
public final class DirtyConnections {
    private ArrayList<Connection> dirty = new ArrayList<>(1024);
    private ArrayList<Connection> flushing = new ArrayList<>(1024);

    private long pendingBytes;

    /** Bytes of all connections that their sockets have not taken, as of their last flush. */
    public long pendingBytes() {
        return pendingBytes;
    }

    void pendingChanged(int bytes) {
        pendingBytes += bytes;
    }

    void add(Connection connection) {
        dirty.add(connection);
    }

    /**
     * Flushes all; connections made dirty meanwhile wait for the next call.
     *
     * @return how many were flushed
     */
    public int flushAll() {
        ArrayList<Connection> batch = dirty;
        int count = batch.size();
        if (count == 0) {
            return 0;
        }
        dirty = flushing;
        flushing = batch;
        try {
            for (int i = 0; i < count; i++) {
                Connection connection = batch.get(i);
                connection.cleaned();
                connection.flush();
                connection.tellPending();
            }
        } finally {
            batch.clear();
        }
        return count;
    }
}

package io.robustmq.kafka.connection;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.List;

/** Connections whose request waits for the disk; each is in here at most once. */
@OwnedBy(Core.class)
public final class Parked {
    private List<KafkaConnection> waiting = new ArrayList<>();
    private List<KafkaConnection> now = new ArrayList<>();

    void add(KafkaConnection connection) {
        waiting.add(connection);
    }

    void remove(KafkaConnection connection) {
        waiting.remove(connection);
    }

    /** The disk got on: their requests come again. @return how many */
    public int retry() {
        if (waiting.isEmpty()) {
            return 0;
        }
        List<KafkaConnection> all = waiting;
        waiting = now;
        now = all;
        for (int i = 0; i < all.size(); i++) {
            all.get(i).retry();
        }
        int count = all.size();
        all.clear();
        return count;
    }
}

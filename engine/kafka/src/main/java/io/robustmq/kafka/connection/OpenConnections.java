package io.robustmq.kafka.connection;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.List;

/** The connections of one core. */
@OwnedBy(Core.class)
public final class OpenConnections {
    private final List<KafkaConnection> all = new ArrayList<>();

    void add(KafkaConnection connection) {
        connection.index(all.size());
        all.add(connection);
    }

    void remove(KafkaConnection connection) {
        KafkaConnection last = all.removeLast();
        if (last != connection) {
            all.set(connection.index(), last);
            last.index(connection.index());
        }
    }

    public int count() {
        return all.size();
    }

    /** The server stops: what was answered still leaves. */
    public void closeAll() {
        for (KafkaConnection each : List.copyOf(all)) {
            each.close();
        }
    }
}

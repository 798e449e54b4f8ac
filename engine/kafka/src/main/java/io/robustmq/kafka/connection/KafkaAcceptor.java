package io.robustmq.kafka.connection;

import io.robustmq.kafka.topic.Nodes;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets Kafka clients in. One per listener and core. */
@OwnedBy(Core.class)
public final class KafkaAcceptor implements Acceptor {
    private final KafkaServices services;
    private final Supplier<@Nullable Nodes> nodes;

    public KafkaAcceptor(KafkaServices services, Supplier<@Nullable Nodes> nodes) {
        this.services = services;
        this.nodes = nodes;
    }

    @Override
    public @Nullable ConnectionHandler onConnected(Connection connection) {
        Nodes known = nodes.get();
        return known == null ? null : new KafkaConnection(connection, services, known);
    }
}

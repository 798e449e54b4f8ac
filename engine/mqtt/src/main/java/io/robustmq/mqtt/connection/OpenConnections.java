package io.robustmq.mqtt.connection;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;

/** Every MQTT connection of one core, so that the core can say goodbye to all of them. */
@OwnedBy(Core.class)
final class OpenConnections {
    private final ArrayList<MqttConnection> connections = new ArrayList<>();

    void add(MqttConnection connection) {
        connection.index(connections.size());
        connections.add(connection);
    }

    void remove(MqttConnection connection) {
        MqttConnection last = connections.removeLast();
        if (last != connection) {
            last.index(connection.index());
            connections.set(connection.index(), last);
        }
    }

    int count() {
        return connections.size();
    }

    /** DISCONNECT 0x8B to 5.0 clients, then close. */
    void drainAll() {
        for (int i = connections.size() - 1; i >= 0; i--) {
            connections.get(i).drain();
        }
    }
}

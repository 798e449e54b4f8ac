package io.robustmq.mqtt.connection;

import io.robustmq.kernel.relay.Relays;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import org.agrona.DirectBuffer;

/**
 * A connection on a node of several cores: served here, unless its CONNECT names a client that is
 * at home on another core. Then that core serves it, from the CONNECT on, and this one passes
 * bytes.
 */
@OwnedBy(Core.class)
final class Doorway implements ConnectionHandler {
    private final Connection connection;
    private final Relays relays;
    private final MqttConnection mqtt;
    private ConnectionHandler handler;

    Doorway(Connection connection, MqttServices services, Relays relays) {
        this.connection = connection;
        this.relays = relays;
        this.mqtt = new MqttConnection(connection, services);
        this.handler = mqtt;
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        int consumed = handler.onBytes(buffer, offset, length);
        if (handler == mqtt && mqtt.home() != MqttConnection.HERE) {
            assert consumed == 0 : "CONNECT is the first packet";
            handler = relays.relay(connection, mqtt.home());
            mqtt.onClosed();
            return handler.onBytes(buffer, offset, length);
        }
        return consumed;
    }

    @Override
    public void onWritable() {
        handler.onWritable();
    }

    @Override
    public void onClosed() {
        handler.onClosed();
    }
}

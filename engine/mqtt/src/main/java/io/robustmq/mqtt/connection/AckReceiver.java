package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.Sender;
import io.robustmq.codec.mqtt.decode.AckDecoder;
import io.robustmq.codec.mqtt.decode.DisconnectDecoder;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.session.MqttSession;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/** Takes PUBACK, PUBREC, PUBREL, PUBCOMP and DISCONNECT. One per core. */
@OwnedBy(Core.class)
final class AckReceiver {
    private static final long NOT_STATED = -1;

    private final AckDecoder ack = new AckDecoder(MqttServices.PROPERTY_LIMITS);
    private final DisconnectDecoder disconnect =
            new DisconnectDecoder(Sender.CLIENT, MqttServices.PROPERTY_LIMITS);
    private final MqttConfig.Sessions limits;

    AckReceiver(MqttConfig.Sessions limits) {
        this.limits = limits;
    }

    void onAck(ActiveClient client, int type, DirectBuffer buffer, int bodyAt, int bodyLength)
            throws MqttViolation {
        ack.wrap(buffer, type, bodyAt, bodyLength, client.version());
        int packetId = ack.packetId();
        MqttSession session = client.session();
        switch (type) {
            case PacketType.PUBACK -> session.onPuback(packetId);
            case PacketType.PUBREC -> onPubrec(client, session, packetId);
            case PacketType.PUBREL -> {
                boolean known = session.release(packetId);
                client.acknowledge(
                        PacketType.PUBCOMP,
                        packetId,
                        known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
            }
            default -> session.onPubcomp(packetId);
        }
    }

    private void onPubrec(ActiveClient client, MqttSession session, int packetId) {
        boolean refused = ReasonCode.isFailure(ack.reasonCode());
        boolean known = session.onPubrec(packetId, refused);
        if (!refused) { // [MQTT-4.3.3-4]
            client.acknowledge(
                    PacketType.PUBREL,
                    packetId,
                    known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
        }
    }

    void onDisconnect(ActiveClient client, DirectBuffer buffer, int bodyAt, int bodyLength)
            throws MqttViolation {
        disconnect.wrap(buffer, bodyAt, bodyLength, client.version());
        long expiryS = disconnect.sessionExpiryS(NOT_STATED);
        if (expiryS != NOT_STATED) {
            MqttSession session = client.session();
            if (session.expirySeconds() == 0 && expiryS != 0) { // §3.14.2.2.2
                throw MqttViolation.protocolError("session expiry was 0 at CONNECT");
            }
            session.expirySeconds(Math.min(expiryS, limits.maxExpirySeconds()));
        }
        if (disconnect.reasonCode() == ReasonCode.NORMAL_DISCONNECTION) {
            client.dropWill();
        }
        client.leaveSession(); // before the socket is closed: nothing is given to it any more
        client.mqtt().close();
    }
}

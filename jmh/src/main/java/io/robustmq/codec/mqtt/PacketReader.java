package io.robustmq.codec.mqtt;

import io.robustmq.codec.mqtt.decode.AckDecoder;
import io.robustmq.codec.mqtt.decode.AuthDecoder;
import io.robustmq.codec.mqtt.decode.ConnackDecoder;
import io.robustmq.codec.mqtt.decode.ConnectDecoder;
import io.robustmq.codec.mqtt.decode.DisconnectDecoder;
import io.robustmq.codec.mqtt.decode.FixedHeader;
import io.robustmq.codec.mqtt.decode.PropertyLimits;
import io.robustmq.codec.mqtt.decode.PublishDecoder;
import io.robustmq.codec.mqtt.decode.SubackDecoder;
import io.robustmq.codec.mqtt.decode.SubscribeDecoder;
import io.robustmq.codec.mqtt.decode.UnsubackDecoder;
import io.robustmq.codec.mqtt.decode.UnsubscribeDecoder;
import org.agrona.DirectBuffer;

/** Reads packets as a server or, for what only servers send, as a client. */
final class PacketReader {
    private static final PropertyLimits LIMITS = PropertyLimits.NONE;

    private final FixedHeader header = new FixedHeader();
    private final ConnectDecoder connect = new ConnectDecoder(LIMITS);
    private final ConnackDecoder connack = new ConnackDecoder(LIMITS);
    private final PublishDecoder publish = new PublishDecoder(Sender.CLIENT, LIMITS);
    private final AckDecoder ack = new AckDecoder(LIMITS);
    private final SubscribeDecoder subscribe = new SubscribeDecoder(LIMITS);
    private final SubackDecoder suback = new SubackDecoder(LIMITS);
    private final UnsubscribeDecoder unsubscribe = new UnsubscribeDecoder(LIMITS);
    private final UnsubackDecoder unsuback = new UnsubackDecoder(LIMITS);
    private final DisconnectDecoder disconnect = new DisconnectDecoder(Sender.CLIENT, LIMITS);
    private final AuthDecoder auth = new AuthDecoder(Sender.CLIENT, LIMITS);

    /**
     * @return what depends on the whole packet: a packet id, a length, an offset
     */
    int read(DirectBuffer buffer, int offset, int available, MqttVersion version)
            throws MqttViolation {
        int at = offset + header.wrap(buffer, offset, available, version);
        int length = header.remainingLength();
        switch (header.type()) {
            case PacketType.CONNECT -> {
                connect.wrap(buffer, at, length);
                return connect.clientIdLength();
            }
            case PacketType.CONNACK -> {
                connack.wrap(buffer, at, length, version);
                return connack.reasonCode();
            }
            case PacketType.PUBLISH -> {
                publish.wrap(buffer, header.flags(), at, length, version);
                return publish.payloadOffset();
            }
            case PacketType.PUBACK -> {
                ack.wrap(buffer, PacketType.PUBACK, at, length, version);
                return ack.packetId();
            }
            case PacketType.SUBSCRIBE -> {
                subscribe.wrap(buffer, at, length, version);
                int last = 0;
                while (subscribe.next()) {
                    last = subscribe.filterOffset() + subscribe.options();
                }
                return last;
            }
            case PacketType.SUBACK -> {
                suback.wrap(buffer, at, length, version);
                return suback.packetId();
            }
            case PacketType.UNSUBSCRIBE -> {
                unsubscribe.wrap(buffer, at, length, version);
                int last = 0;
                while (unsubscribe.next()) {
                    last = unsubscribe.filterOffset();
                }
                return last;
            }
            case PacketType.UNSUBACK -> {
                unsuback.wrap(buffer, at, length, version);
                return unsuback.packetId();
            }
            case PacketType.DISCONNECT -> {
                disconnect.wrap(buffer, at, length, version);
                return disconnect.reasonCode();
            }
            case PacketType.AUTH -> {
                auth.wrap(buffer, at, length);
                return auth.reasonCode();
            }
            default -> {
                return length; // PINGREQ is its header
            }
        }
    }
}

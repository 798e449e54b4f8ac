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

/** Every decoder, behind a fixed header: what a connection does with whole packets. */
public final class AnyPacketDecoder {
    public final FixedHeader header = new FixedHeader();
    public final ConnectDecoder connect;
    public final ConnackDecoder connack;
    public final PublishDecoder publish;
    public final AckDecoder ack;
    public final SubscribeDecoder subscribe;
    public final SubackDecoder suback;
    public final UnsubscribeDecoder unsubscribe;
    public final UnsubackDecoder unsuback;
    public final DisconnectDecoder disconnect;
    public final AuthDecoder auth;

    public AnyPacketDecoder(Sender sender, PropertyLimits limits) {
        connect = new ConnectDecoder(limits);
        connack = new ConnackDecoder(limits);
        publish = new PublishDecoder(sender, limits);
        ack = new AckDecoder(limits);
        subscribe = new SubscribeDecoder(limits);
        suback = new SubackDecoder(limits);
        unsubscribe = new UnsubscribeDecoder(limits);
        unsuback = new UnsubackDecoder(limits);
        disconnect = new DisconnectDecoder(sender, limits);
        auth = new AuthDecoder(sender, limits);
    }

    /**
     * @return bytes of the packet, or 0 when not all of it is available
     */
    public int decode(DirectBuffer buffer, int offset, int available, MqttVersion version)
            throws MqttViolation {
        int headerLength = header.wrap(buffer, offset, available, version);
        if (headerLength == FixedHeader.INCOMPLETE || header.packetLength() > available) {
            return 0;
        }
        int at = offset + headerLength;
        int length = header.remainingLength();
        int type = header.type();
        switch (type) {
            case PacketType.CONNECT -> connect.wrap(buffer, at, length);
            case PacketType.CONNACK -> connack.wrap(buffer, at, length, version);
            case PacketType.PUBLISH -> publish.wrap(buffer, header.flags(), at, length, version);
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP ->
                    ack.wrap(buffer, type, at, length, version);
            case PacketType.SUBSCRIBE -> subscribe.wrap(buffer, at, length, version);
            case PacketType.SUBACK -> suback.wrap(buffer, at, length, version);
            case PacketType.UNSUBSCRIBE -> unsubscribe.wrap(buffer, at, length, version);
            case PacketType.UNSUBACK -> unsuback.wrap(buffer, at, length, version);
            case PacketType.DISCONNECT -> disconnect.wrap(buffer, at, length, version);
            case PacketType.AUTH -> auth.wrap(buffer, at, length);
            default -> {}
        }
        return header.packetLength();
    }
}

package io.robustmq.codec.mqtt;

import io.robustmq.codec.mqtt.encode.AckEncoder;
import io.robustmq.codec.mqtt.encode.AuthEncoder;
import io.robustmq.codec.mqtt.encode.ConnackEncoder;
import io.robustmq.codec.mqtt.encode.ConnectEncoder;
import io.robustmq.codec.mqtt.encode.DisconnectEncoder;
import io.robustmq.codec.mqtt.encode.PingEncoder;
import io.robustmq.codec.mqtt.encode.PropertiesWriter;
import io.robustmq.codec.mqtt.encode.PublishEncoder;
import io.robustmq.codec.mqtt.encode.SubackEncoder;
import io.robustmq.codec.mqtt.encode.SubscribeEncoder;
import io.robustmq.codec.mqtt.encode.UnsubackEncoder;
import io.robustmq.codec.mqtt.encode.UnsubscribeEncoder;
import java.nio.charset.StandardCharsets;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes one packet of each kind; holds what a connection holds for that. */
final class PacketWriter {
    private static final int FILTERS = 3;
    private static final int PACKET_ID = 4711;
    private static final int NORMAL_DISCONNECTION = 0;
    private static final int CONTINUE_AUTHENTICATION = 0x18;

    private final MqttVersion version;
    private final UnsafeBuffer topic = utf8("plant/7/temp");
    private final UnsafeBuffer payload = utf8("0123456789abcdef");
    private final UnsafeBuffer codes = new UnsafeBuffer(new byte[FILTERS]);
    private final UnsafeBuffer subscriptions = new UnsafeBuffer(new byte[128]);
    private final UnsafeBuffer filters = new UnsafeBuffer(new byte[128]);
    private final int subscriptionsLength;
    private final int filtersLength;
    private final PropertiesWriter method = newProperties();
    private final PropertiesWriter user = newProperties();
    private final ConnectEncoder connect;
    private final PublishEncoder publish = new PublishEncoder();

    PacketWriter(MqttVersion version) {
        this.version = version;
        method.put(PropertyId.AUTHENTICATION_METHOD, "SCRAM-SHA-256");
        user.putUserProperty("origin", "plant");
        connect =
                new ConnectEncoder(version)
                        .cleanStart(true)
                        .keepAliveS(60)
                        .clientId(utf8("client-4711"));
        int subscriptionsEnd = 0;
        int filtersEnd = 0;
        for (int i = 0; i < FILTERS; i++) {
            UnsafeBuffer filter = utf8("plant/" + i + "/+");
            int length = filter.capacity();
            subscriptionsEnd =
                    SubscribeEncoder.putEntry(
                            subscriptions, subscriptionsEnd, filter, 0, length, 1);
            filtersEnd = UnsubscribeEncoder.putEntry(filters, filtersEnd, filter, 0, length);
        }
        subscriptionsLength = subscriptionsEnd;
        filtersLength = filtersEnd;
    }

    private static PropertiesWriter newProperties() {
        return new PropertiesWriter(new ExpandableArrayBuffer());
    }

    private static UnsafeBuffer utf8(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @return bytes written
     */
    int write(PacketKind kind, MutableDirectBuffer target, int at) {
        PropertiesWriter none = PropertiesWriter.EMPTY;
        switch (kind) {
            case CONNECT -> {
                connect.encode(target, at);
                return connect.length();
            }
            case CONNACK -> {
                ConnackEncoder.encode(target, at, version, false, ReasonCode.SUCCESS, none);
                return ConnackEncoder.length(version, none);
            }
            case PUBLISH_QOS_0 -> {
                return publish(target, at, 0, none);
            }
            case PUBLISH_QOS_1 -> {
                return publish(target, at, 1, none);
            }
            case PUBLISH_WITH_PROPERTIES -> {
                return publish(target, at, 0, user);
            }
            case PUBACK -> {
                AckEncoder.encodeSuccess(target, at, PacketType.PUBACK, PACKET_ID);
                return AckEncoder.SUCCESS_LENGTH;
            }
            case SUBSCRIBE -> {
                SubscribeEncoder.encode(
                        target, at, version, PACKET_ID, none, subscriptions, subscriptionsLength);
                return SubscribeEncoder.length(version, none, subscriptionsLength);
            }
            case SUBACK -> {
                SubackEncoder.encode(target, at, version, PACKET_ID, none, codes, 0, FILTERS);
                return SubackEncoder.length(version, none, FILTERS);
            }
            case UNSUBSCRIBE -> {
                UnsubscribeEncoder.encode(
                        target, at, version, PACKET_ID, none, filters, filtersLength);
                return UnsubscribeEncoder.length(version, none, filtersLength);
            }
            case UNSUBACK -> {
                UnsubackEncoder.encode(target, at, version, PACKET_ID, none, codes, 0, FILTERS);
                return UnsubackEncoder.length(version, none, FILTERS);
            }
            case PINGREQ -> {
                PingEncoder.encode(target, at, PacketType.PINGREQ);
                return PingEncoder.LENGTH;
            }
            case DISCONNECT -> {
                DisconnectEncoder.encode(target, at, version, NORMAL_DISCONNECTION, none);
                return DisconnectEncoder.length(version, NORMAL_DISCONNECTION, none);
            }
            case AUTH -> {
                AuthEncoder.encode(target, at, CONTINUE_AUTHENTICATION, method);
                return AuthEncoder.length(method);
            }
        }
        throw new AssertionError(kind);
    }

    private int publish(MutableDirectBuffer target, int at, int qos, PropertiesWriter forwarded) {
        publish.topic(topic, 0, topic.capacity())
                .payload(payload, 0, payload.capacity())
                .properties(forwarded.buffer(), 0, forwarded.length())
                .messageExpiryS(forwarded == user ? 60 : PublishEncoder.NO_EXPIRY)
                .receiver();
        int length = publish.length(version, qos);
        publish.encode(target, at, PublishEncoder.flags(false, qos, false), PACKET_ID);
        return length;
    }
}

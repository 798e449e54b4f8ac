package io.robustmq.mqtt.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.TopicName;
import io.robustmq.codec.mqtt.decode.ConnectDecoder;
import io.robustmq.codec.mqtt.decode.PropertiesDecoder;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.topic.TopicRules;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.delayed.DelayedTopic;
import io.robustmq.mqtt.session.Will;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Turns a CONNECT's bytes into a request. One per core. */
@OwnedBy(Core.class)
final class ConnectReader {
    private final ConnectDecoder connect = new ConnectDecoder(MqttServices.PROPERTY_LIMITS);
    private final Publication publication = new Publication();
    private final MqttConfig config;
    private final CoreClock clock;

    ConnectReader(MqttConfig config, CoreClock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * Where the client of a CONNECT is at home; here if it brings no id.
     *
     * @throws MqttViolation as {@link #read}
     */
    int homeOf(DirectBuffer buffer, int bodyAt, int bodyLength, Neighbours neighbours)
            throws MqttViolation {
        connect.wrap(buffer, bodyAt, bodyLength);
        return connect.clientIdLength() == 0
                ? neighbours.links().self()
                : neighbours.homeOf(buffer, connect.clientIdOffset(), connect.clientIdLength());
    }

    /**
     * @throws MqttViolation with the reason code of the CONNACK; {@link #version()} says how to
     *     word it
     */
    ConnectRequest read(DirectBuffer buffer, int bodyAt, int bodyLength) throws MqttViolation {
        connect.wrap(buffer, bodyAt, bodyLength);
        PropertiesDecoder properties = connect.properties();
        boolean enhanced = properties.has(PropertyId.AUTHENTICATION_METHOD);
        return new ConnectRequest(
                connect.version(),
                buffer.getStringWithoutLengthUtf8(
                        connect.clientIdOffset(), connect.clientIdLength()),
                connect.cleanStart(),
                connect.keepAliveS(),
                expirySeconds(),
                connect.receiveMaximum(),
                connect.maximumPacketSize(),
                connect.topicAliasMaximum(),
                connect.requestResponseInformation(),
                connect.requestProblemInformation(),
                connect.hasUserName()
                        ? buffer.getStringWithoutLengthUtf8(
                                connect.userNameOffset(), connect.userNameLength())
                        : null,
                connect.hasPassword()
                        ? bytes(buffer, connect.passwordOffset(), connect.passwordLength())
                        : null,
                connect.hasWill() ? will(buffer) : null,
                enhanced
                        ? new String(property(buffer, PropertyId.AUTHENTICATION_METHOD), UTF_8)
                        : null,
                enhanced ? property(buffer, PropertyId.AUTHENTICATION_DATA) : null);
    }

    /** Of the last CONNECT read, also of one that broke a rule. */
    MqttVersion version() {
        return connect.version();
    }

    /**
     * A 3.x session is kept, unless Clean Session says otherwise, as long as this server keeps any.
     */
    private long expirySeconds() {
        if (connect.version() == MqttVersion.V5) {
            return connect.sessionExpiryS();
        }
        return connect.cleanStart() ? 0 : config.sessions().maxExpirySeconds();
    }

    private @Nullable Will will(DirectBuffer buffer) throws MqttViolation {
        int topicAt = connect.willTopicOffset();
        int topicLength = connect.willTopicLength();
        TopicName.check(buffer, topicAt, topicLength);
        if (!TopicRules.checkName(buffer, topicAt, topicLength, config.packets().maxTopicLevels())
                        .isValid()
                || SysTopics.isReserved(buffer, topicAt, topicLength)
                || DelayedTopic.is(buffer, topicAt, topicLength)) { // a will has its own delay
            throw new MqttViolation(
                    ReasonCode.TOPIC_NAME_INVALID, "will topic is reserved or has too many levels");
        }
        if (connect.willRetain() && config.retained().maxCount() == 0) { // [MQTT-3.2.2-13]
            throw new MqttViolation(ReasonCode.RETAIN_NOT_SUPPORTED, "retained messages are off");
        }
        UnsafeBuffer properties = new UnsafeBuffer(new byte[connect.willProperties().length()]);
        int propertiesLength = connect.copyWillForwarded(properties, 0);
        Message message =
                publication
                        .begin(
                                connect.willQos(),
                                connect.willRetain(),
                                0,
                                clock.nowMs(),
                                Message.NEVER)
                        .topic(buffer, topicAt, topicLength)
                        .properties(properties, 0, propertiesLength)
                        .payload(buffer, connect.willPayloadOffset(), connect.willPayloadLength())
                        .kept();
        return new Will(message, connect.willDelayS(), connect.willExpiryS());
    }

    private byte[] property(DirectBuffer buffer, int propertyId) {
        PropertiesDecoder properties = connect.properties();
        return properties.has(propertyId)
                ? bytes(
                        buffer,
                        properties.valueOffset(propertyId),
                        properties.valueLength(propertyId))
                : new byte[0];
    }

    private static byte[] bytes(DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return bytes;
    }
}

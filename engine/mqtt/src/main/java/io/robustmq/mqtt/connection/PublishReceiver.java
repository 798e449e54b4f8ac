package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.Sender;
import io.robustmq.codec.mqtt.TopicName;
import io.robustmq.codec.mqtt.decode.FixedHeader;
import io.robustmq.codec.mqtt.decode.PublishDecoder;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.retained.RetainedMessages;
import io.robustmq.kernel.route.Route;
import io.robustmq.kernel.topic.TopicRules;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.mqtt.publish.HomedRetains;
import io.robustmq.mqtt.publish.PublishForms;
import io.robustmq.mqtt.publish.Router;
import io.robustmq.security.Authorizer;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a client's PUBLISH: topic or alias, rights and limits, retained value, route,
 * acknowledgement. One per core; a publisher that repeats its topic pays one comparison for all
 * that was checked the first time.
 */
@OwnedBy(Core.class)
final class PublishReceiver {
    private static final long MS_PER_S = 1000;

    private final CoreClock clock;
    private final MqttConfig config;
    private final Router router;
    private final PublishForms forms;
    private final RetainedMessages retained;
    private final @Nullable HomedRetains homes;
    private final MqttCounters counters;
    private final PublishDecoder publish =
            new PublishDecoder(Sender.CLIENT, MqttServices.PROPERTY_LIMITS);
    private final Publication publication = new Publication();
    private final MutableDirectBuffer forwarded = new ExpandableArrayBuffer(256);

    /**
     * @param homes of retained messages; null when the node has one core
     */
    PublishReceiver(
            CoreClock clock,
            MqttConfig config,
            Router router,
            PublishForms forms,
            RetainedMessages retained,
            @Nullable HomedRetains homes,
            MqttCounters counters) {
        this.clock = clock;
        this.config = config;
        this.router = router;
        this.forms = forms;
        this.retained = retained;
        this.homes = homes;
        this.counters = counters;
    }

    void onPublish(
            ActiveClient client, FixedHeader header, DirectBuffer buffer, int packetAt, int bodyAt)
            throws MqttViolation {
        MqttVersion version = client.terms().version();
        publish.wrap(buffer, header.flags(), bodyAt, header.remainingLength(), version);
        int qos = publish.qos();
        DirectBuffer topic = buffer;
        int topicAt = publish.topicOffset();
        int topicLength = publish.topicLength();
        if (publish.hasProperties() && publish.topicAlias() != 0) {
            if (topicLength == 0) {
                topic = client.inboundAliases().get(publish.topicAlias());
                topicAt = 0;
                topicLength = topic.capacity();
            } else {
                checkName(topic, topicAt, topicLength);
                client.inboundAliases().set(publish.topicAlias(), topic, topicAt, topicLength);
            }
        }
        Route route = routeOf(client, topic, topicAt, topicLength);
        if (route.cores() != 0
                && qos > 0
                && !router.hasRoom(route, header.remainingLength() + topicLength)) {
            client.putBackUntilRoom();
            return;
        }
        counters.received(qos, header.packetLength());
        if (qos > 0 && !mayTake(client, qos)) {
            return;
        }
        Authorizer authorizer = client.authorizer();
        if (authorizer != Authorizer.ALL && !authorizer.mayPublish(topic, topicAt, topicLength)) {
            refuse(client, qos, ReasonCode.NOT_AUTHORIZED);
            return;
        }
        begin(client, buffer, topic, topicAt, topicLength);
        if (publish.retain()) {
            if (homes != null) {
                retainAtHome(client, header, homes, confirmation(route));
                return;
            }
            if (!retain(client, qos)) {
                return;
            }
        }
        if (!publish.hasProperties() && !publish.retain()) {
            forms.arrivedAs(
                    publication,
                    version == MqttVersion.V5,
                    qos > 0,
                    buffer,
                    packetAt,
                    header.packetLength(),
                    bodyAt);
        }
        router.deliver(publication, route);
        if (qos > 0) {
            confirm(client, qos, confirmation(route));
        }
    }

    private static int confirmation(Route route) {
        return route.isEmpty() ? ReasonCode.NO_MATCHING_SUBSCRIBERS : ReasonCode.SUCCESS;
    }

    private Route routeOf(ActiveClient client, DirectBuffer topic, int at, int length)
            throws MqttViolation {
        Route route = client.lastRoute();
        if (route != null && route.isFor(topic, at, length)) {
            if (route.isCurrent()) {
                return route;
            }
        } else {
            checkName(topic, at, length);
        }
        route = router.route(topic, at, length);
        client.lastRoute(route);
        return route;
    }

    private void checkName(DirectBuffer topic, int at, int length) throws MqttViolation {
        TopicName.check(topic, at, length);
        if (!TopicRules.checkName(topic, at, length, config.packets().maxTopicLevels()).isValid()
                || SysTopics.isReserved(topic, at, length)) {
            throw new MqttViolation(
                    ReasonCode.TOPIC_NAME_INVALID, "topic name is reserved or has too many levels");
        }
    }

    /**
     * @return false when this PUBLISH is a repetition, which was confirmed again [MQTT-4.3.3-10]
     */
    private boolean mayTake(ActiveClient client, int qos) throws MqttViolation {
        if (qos == 2 && client.session().hasTaken(publish.packetId())) {
            client.acknowledge(PacketType.PUBREC, publish.packetId(), ReasonCode.SUCCESS);
            return false;
        }
        // [MQTT-3.3.4-7], [MQTT-3.3.4-9]
        if (client.terms().version() == MqttVersion.V5
                && client.session().takenCount() + client.heldCount()
                        >= config.packets().receiveMaximum()) {
            throw new MqttViolation(
                    ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
                    "more unacknowledged than Receive Maximum");
        }
        return true;
    }

    private void begin(
            ActiveClient client,
            DirectBuffer buffer,
            DirectBuffer topic,
            int topicAt,
            int topicLength) {
        long nowMs = clock.nowMs();
        long expiryS = publish.messageExpiryS();
        publication
                .begin(
                        publish.qos(),
                        publish.retain(),
                        client.session().number(),
                        nowMs,
                        expiryS < 0 ? Message.NEVER : nowMs + expiryS * MS_PER_S)
                .topic(topic, topicAt, topicLength)
                .payload(buffer, publish.payloadOffset(), publish.payloadLength());
        if (publish.hasProperties()) {
            if (publish.forwardsInPlace()) {
                publication.properties(
                        buffer, publish.propertiesOffset(), publish.propertiesLength());
            } else {
                publication.properties(forwarded, 0, publish.copyForwarded(forwarded, 0));
            }
        }
    }

    private void checkRetainAvailable() throws MqttViolation {
        if (config.retained().maxCount() == 0) { // [MQTT-3.2.2-14]
            throw new MqttViolation(ReasonCode.RETAIN_NOT_SUPPORTED, "retained messages are off");
        }
    }

    /**
     * On a node of several cores: by way of the topic's home, which may take its time or have no
     * room for it now.
     */
    private void retainAtHome(
            ActiveClient client, FixedHeader header, HomedRetains by, int confirmation)
            throws MqttViolation {
        checkRetainAvailable();
        int qos = publish.qos();
        int packetId = qos > 0 ? publish.packetId() : 0;
        HomedRetains.Outcome outcome =
                by.publish(
                        publication,
                        client.isFenced(),
                        code ->
                                client.onRetained(
                                        qos,
                                        packetId,
                                        ReasonCode.isFailure(code) ? code : confirmation));
        switch (outcome) {
            case KEPT -> {
                if (qos > 0) {
                    confirm(client, qos, confirmation);
                }
            }
            case OVER_LIMIT -> refuse(client, qos, ReasonCode.QUOTA_EXCEEDED);
            case NO_ROOM -> {
                counters.putBack(qos, header.packetLength());
                client.putBackUntilRoom();
            }
            case AWAITS_FENCE -> {
                counters.putBack(qos, header.packetLength());
                client.mqtt().putBack();
                by.whenFenced(client::onFenced);
            }
            case ASKED -> {
                client.fenceDone();
                if (qos == 2) {
                    client.session().take(packetId);
                }
                client.mqtt().park();
            }
        }
    }

    /**
     * @return false when it was refused and answered
     */
    private boolean retain(ActiveClient client, int qos) throws MqttViolation {
        checkRetainAvailable();
        if (retained.retain(publication)) {
            return true;
        }
        refuse(client, qos, ReasonCode.QUOTA_EXCEEDED);
        return false;
    }

    /**
     * Not routed. A 5.0 client learns why; a 3.x client gets the acknowledgement it waits for
     * (3.1.1 [MQTT-3.3.5-2]).
     */
    private void refuse(ActiveClient client, int qos, int reasonCode) {
        counters.add(MqttMetric.PUBLISHES_REFUSED, 1);
        if (qos > 0) {
            client.acknowledge(
                    qos == 1 ? PacketType.PUBACK : PacketType.PUBREC,
                    publish.packetId(),
                    reasonCode);
        }
    }

    private void confirm(ActiveClient client, int qos, int reasonCode) {
        if (qos == 1) {
            client.acknowledge(PacketType.PUBACK, publish.packetId(), reasonCode);
        } else {
            client.session().take(publish.packetId());
            client.acknowledge(PacketType.PUBREC, publish.packetId(), reasonCode);
        }
    }
}

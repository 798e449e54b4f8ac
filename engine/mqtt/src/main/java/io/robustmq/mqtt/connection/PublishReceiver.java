package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.Sender;
import io.robustmq.codec.mqtt.decode.FixedHeader;
import io.robustmq.codec.mqtt.decode.PublishDecoder;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.retained.RetainedMessages;
import io.robustmq.kernel.route.Route;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.mqtt.publish.HomedRetains;
import io.robustmq.mqtt.publish.LargeBodies;
import io.robustmq.mqtt.publish.PublishForms;
import io.robustmq.mqtt.publish.Router;
import io.robustmq.security.Authorizer;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.SharedBody;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a client's PUBLISH, whole or as its payload arrives: topic or alias, rights and limits,
 * retained value, route, acknowledgement. One per core.
 */
@OwnedBy(Core.class)
final class PublishReceiver {
    private static final long MS_PER_S = 1000;

    private final CoreClock clock;
    private final MqttConfig config;
    private final Router router;
    private final PublishForms forms;
    private final LargeBodies bodies;
    private final ArrivingPublishes arriving;
    private final RetainedMessages retained;
    private final @Nullable HomedRetains homes;
    private final MqttCounters counters;
    private final PublishDecoder publish =
            new PublishDecoder(Sender.CLIENT, MqttServices.PROPERTY_LIMITS);
    private final PublishTopic topic;
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
            LargeBodies bodies,
            ArrivingPublishes arriving,
            RetainedMessages retained,
            @Nullable HomedRetains homes,
            MqttCounters counters) {
        this.clock = clock;
        this.config = config;
        this.router = router;
        this.forms = forms;
        this.bodies = bodies;
        this.arriving = arriving;
        this.topic = new PublishTopic(router, config.packets().maxTopicLevels());
        this.retained = retained;
        this.homes = homes;
        this.counters = counters;
    }

    /** A PUBLISH that is whole in the buffer. */
    void onPublish(
            ActiveClient client, FixedHeader header, DirectBuffer buffer, int packetAt, int bodyAt)
            throws MqttViolation {
        MqttVersion version = client.terms().version();
        publish.wrap(buffer, header.flags(), bodyAt, header.remainingLength(), version);
        Route route = topic.of(client, publish, buffer);
        if (!mayBegin(client, route, header.remainingLength())) {
            return;
        }
        begin(client, buffer).payload(buffer, publish.payloadOffset(), publish.payloadLength());
        if (!publish.hasProperties() && !publish.retain()) {
            forms.arrivedAs(
                    publication,
                    version == MqttVersion.V5,
                    publish.qos() > 0,
                    buffer,
                    packetAt,
                    header.packetLength(),
                    bodyAt);
        }
        take(client, route);
    }

    /**
     * A PUBLISH of which {@code available} bytes have arrived. Whatever its head can show to be
     * wrong is found here, before memory is taken for its payload.
     *
     * @return null while the head is not whole, or when the payload is small enough to be carried
     */
    @Nullable ArrivingPublish onHead(
            ActiveClient client,
            FixedHeader header,
            DirectBuffer buffer,
            int packetAt,
            int available)
            throws MqttViolation {
        int bodyLength = header.remainingLength();
        int bodyAt = packetAt + header.headerLength();
        int bodyAvailable = available - header.headerLength();
        MqttVersion version = client.terms().version();
        if (!bodies.isLarge(bodyLength)
                || !publish.wrapHead(
                        buffer, header.flags(), bodyAt, bodyAvailable, bodyLength, version)
                || !bodies.isLarge(publish.payloadLength())) {
            return null;
        }
        topic.of(client, publish, buffer);
        int refusal = refusal(client);
        if (refusal == ArrivingPublish.WANTED && publish.retain()) {
            checkRetainAvailable();
        }
        int headBytes = publish.payloadOffset() - packetAt;
        return arriving.begin(client, header, buffer, packetAt, headBytes, refusal);
    }

    private int refusal(ActiveClient client) throws MqttViolation {
        if (isRepeated(client)) {
            return ArrivingPublish.REPEATED;
        }
        checkReceiveMaximum(client);
        return mayPublish(client) ? ArrivingPublish.WANTED : ReasonCode.NOT_AUTHORIZED;
    }

    /** What {@link #onHead} began is whole: from here on it is a PUBLISH like any other. */
    void onArrived(ActiveClient client, ArrivingPublish arrived) throws MqttViolation {
        DirectBuffer head = arrived.head();
        publish.wrapHead(
                head,
                arrived.flags(),
                arrived.bodyAt(),
                arrived.headLength() - arrived.bodyAt(),
                arrived.remainingLength(),
                client.terms().version());
        Route route = topic.of(client, publish, head);
        SharedBody body = arrived.body();
        if (body == null) {
            counters.received(publish.qos());
            if (arrived.refusal() == ArrivingPublish.REPEATED) {
                client.acknowledge(PacketType.PUBREC, publish.packetId(), ReasonCode.SUCCESS);
            } else {
                refuse(client, publish.qos(), arrived.refusal());
            }
        } else if (mayBegin(client, route, arrived.headLength())) {
            begin(client, head).payload(body);
            take(client, route);
        }
    }

    /**
     * @param bytes of the packet's body, less a payload that is shared
     * @return false when the PUBLISH was put back, or refused and answered
     */
    private boolean mayBegin(ActiveClient client, Route route, int bytes) throws MqttViolation {
        int qos = publish.qos();
        if (route.cores() != 0 && qos > 0 && !router.hasRoom(route, bytes + topic.length())) {
            client.putBackUntilRoom();
            return false;
        }
        counters.received(qos);
        if (qos > 0) {
            if (isRepeated(client)) {
                client.acknowledge(PacketType.PUBREC, publish.packetId(), ReasonCode.SUCCESS);
                return false;
            }
            checkReceiveMaximum(client);
        }
        if (!mayPublish(client)) {
            refuse(client, qos, ReasonCode.NOT_AUTHORIZED);
            return false;
        }
        return true;
    }

    /** Keeps it if it is to be retained, brings it to who wants it, confirms it. */
    private void take(ActiveClient client, Route route) throws MqttViolation {
        int qos = publish.qos();
        if (publish.retain()) {
            if (homes != null) {
                retainAtHome(client, qos, homes, confirmation(route));
                return;
            }
            if (!retain(client, qos)) {
                return;
            }
        }
        router.deliver(publication, route);
        if (qos > 0) {
            confirm(client, qos, confirmation(route));
        }
    }

    private static int confirmation(Route route) {
        return route.isEmpty() ? ReasonCode.NO_MATCHING_SUBSCRIBERS : ReasonCode.SUCCESS;
    }

    /** A QoS 2 message that was taken before: it is confirmed again [MQTT-4.3.3-10]. */
    private boolean isRepeated(ActiveClient client) {
        return publish.qos() == 2 && client.session().hasTaken(publish.packetId());
    }

    /** [MQTT-3.3.4-7], [MQTT-3.3.4-9] */
    private void checkReceiveMaximum(ActiveClient client) throws MqttViolation {
        if (publish.qos() > 0
                && client.terms().version() == MqttVersion.V5
                && client.session().takenCount() + client.heldCount()
                        >= config.packets().receiveMaximum()) {
            throw new MqttViolation(
                    ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
                    "more unacknowledged than Receive Maximum");
        }
    }

    private boolean mayPublish(ActiveClient client) {
        Authorizer authorizer = client.authorizer();
        return authorizer == Authorizer.ALL
                || authorizer.mayPublish(topic.buffer(), topic.offset(), topic.length());
    }

    /** All but the payload. */
    private Publication begin(ActiveClient client, DirectBuffer buffer) {
        long nowMs = clock.nowMs();
        long expiryS = publish.messageExpiryS();
        publication
                .begin(
                        publish.qos(),
                        publish.retain(),
                        client.session().number(),
                        nowMs,
                        expiryS < 0 ? Message.NEVER : nowMs + expiryS * MS_PER_S)
                .topic(topic.buffer(), topic.offset(), topic.length());
        if (publish.hasProperties()) {
            if (publish.forwardsInPlace()) {
                publication.properties(
                        buffer, publish.propertiesOffset(), publish.propertiesLength());
            } else {
                publication.properties(forwarded, 0, publish.copyForwarded(forwarded, 0));
            }
        }
        return publication;
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
    private void retainAtHome(ActiveClient client, int qos, HomedRetains by, int confirmation)
            throws MqttViolation {
        checkRetainAvailable();
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
                counters.putBack(qos);
                client.putBackUntilRoom();
            }
            case AWAITS_FENCE -> {
                counters.putBack(qos);
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

package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.Sender;
import io.robustmq.codec.mqtt.decode.FixedHeader;
import io.robustmq.codec.mqtt.decode.PublishDecoder;
import io.robustmq.kernel.forward.Forwards;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Route;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.delayed.Delays;
import io.robustmq.mqtt.metrics.DropReason;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.publish.LargeBodies;
import io.robustmq.mqtt.publish.PublishForms;
import io.robustmq.mqtt.publish.Router;
import io.robustmq.mqtt.session.SessionForwards;
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
    private final RetainReceiver retains;
    private final Forwards forwards;
    private final SessionForwards taking;
    private final Delays delays;
    private final PublishAnswers answers;
    private final DiskAdmission disk;
    private final QueueAdmission queues;
    private final LogTies logs;
    private final MqttCounters counters;
    private final PublishDecoder publish =
            new PublishDecoder(Sender.CLIENT, MqttServices.PROPERTY_LIMITS);
    private final PublishTopic topic;
    private final Publication publication = new Publication();

    /** Of the PUBLISH being taken. */
    private int packetBytes;

    private boolean forwarding;

    private final MutableDirectBuffer forwarded = new ExpandableArrayBuffer(256);

    PublishReceiver(
            CoreClock clock,
            MqttConfig config,
            Router router,
            PublishForms forms,
            LargeBodies bodies,
            ArrivingPublishes arriving,
            RetainReceiver retains,
            Forwards forwards,
            SessionForwards taking,
            Delays delays,
            PublishAnswers answers,
            DiskAdmission disk,
            QueueAdmission queues,
            LogTies logs,
            MqttCounters counters) {
        this.clock = clock;
        this.config = config;
        this.router = router;
        this.forms = forms;
        this.bodies = bodies;
        this.arriving = arriving;
        this.topic = new PublishTopic(router, clock, config.packets().maxTopicLevels());
        this.retains = retains;
        this.forwards = forwards;
        this.taking = taking;
        this.delays = delays;
        this.answers = answers;
        this.disk = disk;
        this.queues = queues;
        this.logs = logs;
        this.counters = counters;
    }

    /** A PUBLISH that is whole in the buffer. */
    void onPublish(
            ActiveClient client, FixedHeader header, DirectBuffer buffer, int packetAt, int bodyAt)
            throws MqttViolation {
        MqttVersion version = client.terms().version();
        publish.wrap(buffer, header.flags(), bodyAt, header.remainingLength(), version);
        Route route = topic.of(client, publish, buffer);
        if (route == null) {
            client.putBackUntilMatched();
            return;
        }
        if (!mayBegin(client, route, header.remainingLength(), header.packetLength())) {
            return;
        }
        begin(client, buffer).payload(buffer, publish.payloadOffset(), publish.payloadLength());
        if (!publish.hasProperties() && !publish.retain() && !topic.isDelayed()) {
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
            retains.checkAvailable();
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
        if (body == null) { // refused, whoever wants it
            counters.received(publish.qos(), arrived.packetLength());
            if (arrived.refusal() == ArrivingPublish.REPEATED) {
                answers.confirmAgain(client, publish.packetId());
            } else {
                answers.refuse(client, publish.qos(), publish.packetId(), arrived.refusal());
            }
        } else if (route == null) {
            client.putBackUntilMatched();
        } else if (mayBegin(client, route, arrived.headLength(), arrived.packetLength())) {
            begin(client, head).payload(body);
            take(client, route);
        }
    }

    /**
     * @param bytes of the packet's body, less a payload that is shared
     * @param packetLength all of it
     * @return false when the PUBLISH was put back, or refused and answered
     */
    private boolean mayBegin(ActiveClient client, Route route, int bytes, int packetLength)
            throws MqttViolation {
        int qos = publish.qos();
        forwarding = mustForward(client, route);
        if (!hasRoom(client, route, bytes)) {
            client.putBackUntilRoom();
            return false;
        }
        packetBytes = packetLength;
        counters.received(qos, packetLength);
        if (qos > 0) {
            if (isRepeated(client)) {
                answers.confirmAgain(client, publish.packetId());
                return false;
            }
            checkReceiveMaximum(client);
        }
        if (!mayPublish(client)) {
            answers.refuse(client, qos, publish.packetId(), ReasonCode.NOT_AUTHORIZED);
            return false;
        }
        if (mustBeQueued(route) && queues.isFull()) {
            return isLeftOut(client);
        }
        if (qos > 0
                && logs.isTooLong(packetLength, topic.buffer(), topic.offset(), topic.length())) {
            return isUnkeepable(
                    client,
                    ReasonCode.PACKET_TOO_LARGE,
                    "longer than a record of its topic may be");
        }
        if (qos > 0 && logs.isClosed(topic.buffer(), topic.offset(), topic.length())) {
            return isUnkeepable(
                    client, ReasonCode.QUOTA_EXCEEDED, "of a topic whose log is damaged");
        }
        return disk.isWell() || !mustBeKept(client, route) || isPassed(client);
    }

    /** Whether sessions that outlive their connections will hold it. */
    private boolean mustBeQueued(Route route) {
        return publish.qos() > 0 && Router.isKept(route) && !topic.isDelayed();
    }

    /**
     * Sessions hold all they may: refused and answered, or put back where a refusal is not known.
     *
     * @return false
     */
    private boolean isLeftOut(ActiveClient client) throws MqttViolation {
        if (client.version() == MqttVersion.V5) {
            answers.refuse(client, publish.qos(), publish.packetId(), ReasonCode.QUOTA_EXCEEDED);
        } else {
            counters.putBack(publish.qos(), packetBytes);
            client.putBackUntilQueues();
        }
        return false;
    }

    /**
     * No log takes it that it is for: refused and answered, or the end where a refusal is not
     * known.
     *
     * @return false
     */
    private boolean isUnkeepable(ActiveClient client, int violation, String why)
            throws MqttViolation {
        if (client.version() != MqttVersion.V5) {
            throw new MqttViolation(violation, why);
        }
        answers.refuse(client, publish.qos(), publish.packetId(), ReasonCode.QUOTA_EXCEEDED);
        return false;
    }

    /** Whether taking it appends something that is not made up for by what it frees. */
    private boolean mustBeKept(ActiveClient client, Route route) {
        return publish.retain() && publish.payloadLength() > 0
                || publish.qos() > 0 && Router.isKept(route)
                || publish.qos() == 2 && client.session().isDurable()
                || topic.isDelayed();
    }

    /**
     * The disk is behind or full: put back, or refused and answered. A 3.x client knows no refusal
     * of a publish, so it is not read from until there is room.
     *
     * @return false
     */
    private boolean isPassed(ActiveClient client) {
        int qos = publish.qos();
        if (disk.isFull() && (qos == 0 || client.version() == MqttVersion.V5)) {
            answers.refuse(client, qos, publish.packetId(), ReasonCode.QUOTA_EXCEEDED);
        } else {
            counters.putBack(qos, packetBytes);
            client.putBackUntilDisk();
        }
        return false;
    }

    private boolean hasRoom(ActiveClient client, Route route, int bytes) {
        if (forwarding) {
            return forwards.hasRoom();
        }
        return isInTurn(client)
                && (publish.qos() == 0
                        || route.cores() == 0
                        || router.hasRoom(route, bytes + topic.length()));
    }

    /** What this client sent before is on its way: nothing overtakes it. */
    private boolean isInTurn(ActiveClient client) {
        return forwards.isPassed(client.forwardTicket());
    }

    /**
     * A QoS 2 message of a durable session that somebody keeps is first of all an event of that
     * session; so is one that would overtake another. With a session that ends with its connection
     * the identifier ends too: who sends again then sends anew.
     */
    private boolean mustForward(ActiveClient client, Route route) {
        return publish.qos() == 2
                && client.session().isDurable()
                && (publish.retain()
                        || topic.isDelayed()
                        || Router.isKept(route)
                        || !isInTurn(client));
    }

    private void forward(ActiveClient client, int confirmation) throws MqttViolation {
        if (publish.retain() && !topic.isDelayed() && !retains.mayKeep(publication)) {
            answers.refuse(client, publish.qos(), publish.packetId(), ReasonCode.QUOTA_EXCEEDED);
            return;
        }
        taking.take(client.session(), publish.packetId(), publication);
        client.forwardTicket(forwards.ticket());
        client.acknowledge(PacketType.PUBREC, publish.packetId(), confirmation);
    }

    /** Keeps it until it is due, wherever its topic is at home. */
    private void delay(ActiveClient client) throws MqttViolation {
        if (publish.retain()) {
            retains.checkAvailable();
        }
        int qos = publish.qos();
        if (!delays.mayKeep(publication)) {
            answers.refuse(client, qos, publish.packetId(), ReasonCode.QUOTA_EXCEEDED);
        } else if (forwarding) {
            forward(client, ReasonCode.SUCCESS);
        } else if (delays.tryKeep(publication)) {
            answers.confirm(client, qos, publish.packetId(), ReasonCode.SUCCESS);
        } else if (qos == 0) {
            counters.dropped(DropReason.RING_FULL);
        } else {
            counters.putBack(qos, packetBytes);
            client.putBackUntilRoom();
        }
    }

    /** Keeps it if it is to be retained, brings it to who wants it, confirms it. */
    private void take(ActiveClient client, Route route) throws MqttViolation {
        int confirmation =
                route.isEmpty() ? ReasonCode.NO_MATCHING_SUBSCRIBERS : ReasonCode.SUCCESS;
        if (topic.isDelayed()) {
            delay(client);
            return;
        }
        if (forwarding) {
            forward(client, confirmation);
            return;
        }
        if (publish.retain()
                && !retains.tryKeep(
                        client, publication, publish.packetId(), packetBytes, confirmation)) {
            return;
        }
        router.deliver(publication, route);
        answers.confirm(client, publish.qos(), publish.packetId(), confirmation);
    }

    /** A QoS 2 message that was taken before: it is confirmed again [MQTT-4.3.3-10]. */
    private boolean isRepeated(ActiveClient client) {
        if (publish.qos() < 2) {
            return false;
        }
        if (!publish.dup()) {
            client.session().begin(publish.packetId());
        }
        return client.session().hasTaken(publish.packetId());
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
                .topic(topic.buffer(), topic.offset(), topic.length())
                .delayed(topic.delayedUntilMs());
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
}

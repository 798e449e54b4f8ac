package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.encode.ConnackEncoder;
import io.robustmq.codec.mqtt.encode.PropertiesWriter;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.mqtt.session.Sessions;
import io.robustmq.mqtt.session.Will;
import io.robustmq.security.Authorizer;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Settles the terms of an admitted client, opens its session and answers CONNACK 0x00. */
@OwnedBy(Core.class)
final class Acceptance {
    /** A Keep Alive of 65,535 s is the longest there is: no limit. */
    private static final int NO_KEEP_ALIVE_LIMIT = 65_535;

    /** Tries to find an identifier on a shard that is served: enough for one good one in eight. */
    private static final int NEW_IDS_MAX = 256;

    private static final int RECEIVE_MAXIMUM_DEFAULT = 65_535;

    private final ConnectRequest asked;
    private final MqttServices services;
    private final MqttConfig config;
    private final String clientId;
    private final long expiry;

    Acceptance(ConnectRequest asked, MqttServices services) {
        this.asked = asked;
        this.services = services;
        this.config = services.config();
        this.clientId = asked.clientId().isEmpty() ? newId(services) : asked.clientId();
        this.expiry = Math.min(asked.expirySeconds(), config.sessions().maxExpirySeconds());
    }

    /** An identifier whose shard is served, if there is one. */
    private static String newId(MqttServices services) {
        String id = services.clientIds().next();
        for (int i = 1; i < NEW_IDS_MAX && !services.disk().isServed(id); i++) {
            id = services.clientIds().next();
        }
        return id;
    }

    /**
     * Why the disk forbids this session; {@link ReasonCode#SUCCESS} when it does not. Who has one
     * already may come back, read and acknowledge, which frees room.
     */
    int refusal() {
        DiskAdmission disk = services.disk();
        if (!disk.isServed(clientId)) {
            return ReasonCode.SERVER_UNAVAILABLE;
        }
        if (expiry == 0) {
            return ReasonCode.SUCCESS;
        }
        if (disk.isCrowded()) {
            return ReasonCode.SERVER_BUSY;
        }
        boolean isNew = asked.cleanStart() || services.sessions().find(clientId) == null;
        return isNew && disk.isFull() ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.SUCCESS;
    }

    /**
     * @return false when CONNACK waits until the session's beginning is kept: the connection is
     *     parked until then
     */
    boolean accept(
            MqttConnection mqtt,
            Authorizer authorizer,
            @Nullable Will will,
            byte @Nullable [] authenticationData) {
        boolean assigned = asked.clientId().isEmpty();
        int keepAlive = keepAliveSeconds();
        ActiveClient client = new ActiveClient(mqtt, services, terms(keepAlive), authorizer);
        Sessions.Opened opened =
                services.sessions().open(clientId, asked.cleanStart(), expiry, client);
        opened.session().will(will);
        client.attach(opened.session());
        client.forwardTicket(services.forwards().ticket()); // its last connection's go first
        services.counters().add(MqttMetric.CONNECTIONS_ACCEPTED, 1);
        PropertiesWriter properties = services.properties().reset();
        if (asked.version() == MqttVersion.V5) {
            putTerms(properties, keepAlive);
            if (assigned) { // [MQTT-3.2.2-16]
                properties.put(PropertyId.ASSIGNED_CLIENT_IDENTIFIER, clientId);
            }
            if (asked.responseInformation()) { // §3.2.2.3.15
                properties.put(PropertyId.RESPONSE_INFORMATION, "response/" + clientId);
            }
            String method = asked.authenticationMethod();
            if (method != null && authenticationData != null) {
                AuthPackets.putMethod(properties, method, authenticationData);
            }
        }
        if (services.heldAcks().mustWait(opened.session().durability())) {
            greetLater(mqtt, client, opened, connack(opened, properties));
            return false;
        }
        greet(mqtt, client, opened, connack(opened, properties));
        return true;
    }

    private byte[] connack(Sessions.Opened opened, PropertiesWriter properties) {
        byte[] packet = new byte[ConnackEncoder.length(asked.version(), properties)];
        ConnackEncoder.encode(
                new UnsafeBuffer(packet),
                0,
                asked.version(),
                opened.present(),
                ReasonCode.SUCCESS,
                properties);
        return packet;
    }

    private void greetLater(
            MqttConnection mqtt, ActiveClient client, Sessions.Opened opened, byte[] connack) {
        mqtt.park();
        services.heldAcks()
                .hold(() -> {
                    if (!mqtt.isClosing()) {
                        greet(mqtt, client, opened, connack);
                        mqtt.unpark();
                    }
                });
    }

    private static void greet(
            MqttConnection mqtt, ActiveClient client, Sessions.Opened opened, byte[] connack) {
        Connection connection = mqtt.connection();
        int at = connection.claimReply(connack.length);
        if (at >= 0) {
            connection.output().putBytes(at, connack);
        }
        client.begin(opened.session());
    }

    /** What the client asked for, or ours where that is shorter [MQTT-3.1.2-21]. */
    private int keepAliveSeconds() {
        int limit = config.connections().maxKeepAliveSeconds();
        int wanted = asked.keepAliveSeconds();
        boolean over = limit < NO_KEEP_ALIVE_LIMIT && (wanted == 0 || wanted > limit);
        return over ? limit : wanted;
    }

    private ClientTerms terms(int keepAlive) {
        ClientTerms settled =
                new ClientTerms(
                        asked.version(),
                        Math.min(asked.receiveMaximum(), config.sessions().maxInflight()),
                        asked.maximumPacketSize(),
                        asked.topicAliasMaximum(),
                        asked.problemInformation(),
                        TimeUnit.SECONDS.toNanos(keepAlive) * 3 / 2,
                        asked.authenticationMethod());
        return services.terms().of(settled);
    }

    private void putTerms(PropertiesWriter properties, int keepAlive) {
        if (expiry != asked.expirySeconds()) {
            properties.put(PropertyId.SESSION_EXPIRY_INTERVAL, expiry);
        }
        if (config.packets().receiveMaximum() != RECEIVE_MAXIMUM_DEFAULT) {
            properties.put(PropertyId.RECEIVE_MAXIMUM, config.packets().receiveMaximum());
        }
        if (config.retained().maxCount() == 0) {
            properties.put(PropertyId.RETAIN_AVAILABLE, 0);
        }
        properties.put(PropertyId.MAXIMUM_PACKET_SIZE, config.packets().maxBytes());
        if (config.packets().topicAliasMaximum() > 0) {
            properties.put(PropertyId.TOPIC_ALIAS_MAXIMUM, config.packets().topicAliasMaximum());
        }
        if (keepAlive != asked.keepAliveSeconds()) {
            properties.put(PropertyId.SERVER_KEEP_ALIVE, keepAlive);
        }
    }
}

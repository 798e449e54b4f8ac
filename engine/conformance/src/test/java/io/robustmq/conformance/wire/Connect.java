package io.robustmq.conformance.wire;

import static io.robustmq.conformance.wire.Bytes.join;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.Bytes.u16;

import org.jspecify.annotations.Nullable;

/** A CONNECT in the making: Clean Start, keep alive 0, nothing else unless asked for. */
public final class Connect {
    private static final int CLEAN_START = 0x02;
    private static final int WILL = 0x04;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER_NAME = 0x80;

    private final MqttVersion version;
    private final String clientId;
    private boolean cleanStart = true;
    private int keepAliveSeconds;
    private byte[] properties = {};
    private @Nullable Will will;
    private @Nullable String user;
    private byte @Nullable [] password;

    /** A will: the message that the broker publishes when this connection fails. */
    public record Will(String topic, byte[] payload, int qos, boolean retain, byte[] properties) {
        public static Will will(String topic, String payload) {
            return new Will(topic, Bytes.text(payload), 0, false, new byte[0]);
        }

        public Will qos(int qos) {
            return new Will(topic, payload, qos, retain, properties);
        }

        public Will retained() {
            return new Will(topic, payload, qos, true, properties);
        }

        public Will with(byte[]... properties) {
            return new Will(topic, payload, qos, retain, join(properties));
        }
    }

    private Connect(MqttVersion version, String clientId) {
        this.version = version;
        this.clientId = clientId;
    }

    public static Connect as(MqttVersion version, String clientId) {
        return new Connect(version, clientId);
    }

    /** Clean Start 0, or Clean Session 0 before MQTT 5.0. */
    public Connect resuming() {
        cleanStart = false;
        return this;
    }

    /** A session that outlives its connection, in this version's way; what was there is resumed. */
    public Connect durable() {
        if (version.is5()) {
            with(Property.sessionExpiry(600));
        }
        return resuming();
    }

    public Connect keepAlive(int seconds) {
        keepAliveSeconds = seconds;
        return this;
    }

    /** Adds MQTT 5.0 properties. */
    public Connect with(byte[]... more) {
        properties = join(properties, join(more));
        return this;
    }

    public Connect will(Will will) {
        this.will = will;
        return this;
    }

    public Connect user(String name) {
        user = name;
        return this;
    }

    public Connect password(String text) {
        password = Bytes.text(text);
        return this;
    }

    public MqttVersion version() {
        return version;
    }

    public byte[] bytes() {
        return packet(
                0x10,
                string(version.protocolName),
                Bytes.bytes(version.level, flags()),
                u16(keepAliveSeconds),
                propertyBlock(properties),
                string(clientId),
                willBytes(),
                user == null ? new byte[0] : string(user),
                password == null ? new byte[0] : Bytes.binary(password));
    }

    private int flags() {
        return (cleanStart ? CLEAN_START : 0)
                | (will == null ? 0 : WILL | will.qos() << 3 | (will.retain() ? WILL_RETAIN : 0))
                | (password == null ? 0 : PASSWORD)
                | (user == null ? 0 : USER_NAME);
    }

    private byte[] willBytes() {
        return will == null
                ? new byte[0]
                : join(
                        propertyBlock(will.properties()),
                        string(will.topic()),
                        Bytes.binary(will.payload()));
    }

    private byte[] propertyBlock(byte[] all) {
        return version.is5() ? Bytes.properties(all) : new byte[0];
    }
}

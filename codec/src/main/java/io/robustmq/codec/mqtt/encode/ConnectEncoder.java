package io.robustmq.codec.mqtt.encode;

import io.robustmq.codec.mqtt.BinaryData;
import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.TwoByteInteger;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * CONNECT (§3.1). Set what differs from the defaults (clean start, no keep alive, no will, nobody),
 * then ask {@link #length} and {@link #encode}. Every buffer is taken whole, 0 to 65,535 bytes, and
 * read again by encode.
 */
public final class ConnectEncoder {
    private static final byte[] MQTT = {0, 4, 'M', 'Q', 'T', 'T'};
    private static final byte[] MQISDP = {0, 6, 'M', 'Q', 'I', 's', 'd', 'p'};
    private static final int LEVEL_FLAGS_KEEP_ALIVE = 4;
    private static final DirectBuffer NO_BYTES = new UnsafeBuffer(new byte[0]);

    private final MqttVersion version;
    private boolean cleanStart = true;
    private int keepAliveS;
    private PropertiesWriter properties = PropertiesWriter.EMPTY;
    private DirectBuffer clientId = NO_BYTES;
    private PropertiesWriter willProperties = PropertiesWriter.EMPTY;
    private @Nullable DirectBuffer willTopic;
    private DirectBuffer willPayload = NO_BYTES;
    private int willQos;
    private boolean willRetain;
    private @Nullable DirectBuffer userName;
    private @Nullable DirectBuffer password;

    public ConnectEncoder(MqttVersion version) {
        this.version = version;
    }

    public ConnectEncoder cleanStart(boolean clean) {
        cleanStart = clean;
        return this;
    }

    /** Seconds, 0 for never. */
    public ConnectEncoder keepAliveS(int seconds) {
        keepAliveS = seconds;
        return this;
    }

    /** 5.0 only. */
    public ConnectEncoder properties(PropertiesWriter writer) {
        properties = writer;
        return this;
    }

    public ConnectEncoder clientId(DirectBuffer utf8) {
        clientId = utf8;
        return this;
    }

    /**
     * @param writer properties of the will, 5.0 only
     */
    public ConnectEncoder will(
            DirectBuffer topic,
            DirectBuffer payload,
            int qos,
            boolean retain,
            PropertiesWriter writer) {
        willTopic = topic;
        willPayload = payload;
        willQos = qos;
        willRetain = retain;
        willProperties = writer;
        return this;
    }

    public ConnectEncoder userName(@Nullable DirectBuffer utf8) {
        userName = utf8;
        return this;
    }

    /** In 3.x only beside a user name. */
    public ConnectEncoder password(@Nullable DirectBuffer bytes) {
        password = bytes;
        return this;
    }

    public int length() {
        return FixedHeaderEncoder.packetLength(remainingLength());
    }

    public void encode(MutableDirectBuffer target, int at) {
        int next = FixedHeaderEncoder.encode(target, at, PacketType.CONNECT, remainingLength());
        target.putBytes(next, protocolName());
        next += protocolName().length;
        target.putByte(next, (byte) version.level());
        target.putByte(next + 1, (byte) flags());
        TwoByteInteger.put(target, next + 2, keepAliveS);
        next += LEVEL_FLAGS_KEEP_ALIVE;
        if (version == MqttVersion.V5) {
            next = properties.encode(target, next);
        }
        next = put(target, next, clientId);
        if (willTopic != null) {
            if (version == MqttVersion.V5) {
                next = willProperties.encode(target, next);
            }
            next = put(target, next, willTopic);
            next = put(target, next, willPayload);
        }
        next = put(target, next, userName);
        put(target, next, password);
    }

    private byte[] protocolName() {
        return version == MqttVersion.V3_1 ? MQISDP : MQTT;
    }

    private int flags() {
        int will = willTopic == null ? 0 : 0x04 | willQos << 3 | (willRetain ? 0x20 : 0);
        return will
                | (cleanStart ? 0x02 : 0)
                | (password == null ? 0 : 0x40)
                | (userName == null ? 0 : 0x80);
    }

    private int remainingLength() {
        boolean v5 = version == MqttVersion.V5;
        int length = protocolName().length + LEVEL_FLAGS_KEEP_ALIVE;
        length += v5 ? properties.fieldLength() : 0;
        length += fieldLength(clientId) + fieldLength(userName) + fieldLength(password);
        if (willTopic != null) {
            length += v5 ? willProperties.fieldLength() : 0;
            length += fieldLength(willTopic) + fieldLength(willPayload);
        }
        return length;
    }

    private static int fieldLength(@Nullable DirectBuffer field) {
        return field == null ? 0 : TwoByteInteger.BYTES + field.capacity();
    }

    private static int put(MutableDirectBuffer target, int at, @Nullable DirectBuffer field) {
        return field == null ? at : BinaryData.put(target, at, field, 0, field.capacity());
    }
}

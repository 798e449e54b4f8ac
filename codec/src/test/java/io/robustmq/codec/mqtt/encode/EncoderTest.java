package io.robustmq.codec.mqtt.encode;

import static io.robustmq.codec.mqtt.MqttVersion.V3_1;
import static io.robustmq.codec.mqtt.MqttVersion.V3_1_1;
import static io.robustmq.codec.mqtt.MqttVersion.V5;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.field;
import static io.robustmq.codec.mqtt.Wire.packet;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.ReasonCode;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every packet but PUBLISH, byte for byte. */
class EncoderTest {
    private static final PropertiesWriter NONE = PropertiesWriter.EMPTY;
    private static final byte[] REASON = bytes(0x1F, field("why"));

    private final PropertiesWriter reason =
            new PropertiesWriter(new ExpandableArrayBuffer()).put(PropertyId.REASON_STRING, "why");

    @Test // §3.1
    void shouldWriteConnect() {
        PropertiesWriter properties = properties().put(PropertyId.RECEIVE_MAXIMUM, 10);
        PropertiesWriter willProperties = properties().put(PropertyId.WILL_DELAY_INTERVAL, 5);
        ConnectEncoder full =
                new ConnectEncoder(V5)
                        .cleanStart(false)
                        .keepAliveS(300)
                        .properties(properties)
                        .clientId(view("me"))
                        .will(view("t"), view("gone"), 2, true, willProperties)
                        .userName(view("u"))
                        .password(view("p"));

        byte[] head = bytes(field("MQTT"), 5, 0xF4, 1, 44, 3, 0x21, 0, 10, field("me"));
        byte[] will = bytes(5, 0x18, 0, 0, 0, 5, field("t"), field("gone"));
        assertThat(written(full))
                .isEqualTo(packet(0x10, bytes(head, will, field("u"), field("p"))));
    }

    @Test // §3.1; 3.1 §3.1
    void shouldWriteConnectOfEveryVersion() {
        byte[] rest = bytes(0x02, 0, 0, field("me"));

        assertThat(written(new ConnectEncoder(V3_1).clientId(view("me"))))
                .isEqualTo(packet(0x10, bytes(field("MQIsdp"), 3, rest)));
        assertThat(written(new ConnectEncoder(V3_1_1).clientId(view("me"))))
                .isEqualTo(packet(0x10, bytes(field("MQTT"), 4, rest)));
        assertThat(written(new ConnectEncoder(V5)))
                .isEqualTo(packet(0x10, bytes(field("MQTT"), 5, 0x02, 0, 0, 0, 0, 0)));
    }

    @Test
    void shouldLeavePropertiesOutOfConnectOf311() {
        ConnectEncoder connect =
                new ConnectEncoder(V3_1_1)
                        .properties(reason)
                        .clientId(view("me"))
                        .will(view("t"), view("w"), 0, false, reason);

        byte[] body = bytes(field("MQTT"), 4, 0x06, 0, 0, field("me"), field("t"), field("w"));
        assertThat(written(connect)).isEqualTo(packet(0x10, body));
    }

    private static byte[] written(ConnectEncoder connect) {
        byte[] packet = new byte[connect.length()];
        connect.encode(new UnsafeBuffer(packet), 0);
        return packet;
    }

    @Test // §3.2
    void shouldWriteConnack() {
        assertThat(connack(V5, true, 0, NONE)).isEqualTo(bytes(0x20, 3, 1, 0, 0));
        assertThat(connack(V5, false, 0x97, reason))
                .isEqualTo(packet(0x20, bytes(0, 0x97, 6, REASON)));
        assertThat(connack(V3_1_1, true, 0, reason)).isEqualTo(bytes(0x20, 2, 1, 0));
        assertThat(connack(V3_1_1, false, ReasonCode.SERVER_BUSY, NONE))
                .isEqualTo(bytes(0x20, 2, 0, 3));
    }

    @Test // [MQTT-3.2.2-6], 3.1.1 [MQTT-3.2.2-4]; 3.1 §3.2 has no such flag
    void shouldNotSaySessionPresentWhereItMayNot() {
        assertThat(connack(V5, true, 0x87, NONE)).isEqualTo(bytes(0x20, 3, 0, 0x87, 0));
        assertThat(connack(V3_1_1, true, 0x87, NONE)).isEqualTo(bytes(0x20, 2, 0, 5));
        assertThat(connack(V3_1, true, 0, NONE)).isEqualTo(bytes(0x20, 2, 0, 0));
    }

    private static byte[] connack(
            MqttVersion version, boolean sessionPresent, int code, PropertiesWriter properties) {
        byte[] packet = new byte[ConnackEncoder.length(version, properties)];
        UnsafeBuffer target = new UnsafeBuffer(packet);
        ConnackEncoder.encode(target, 0, version, sessionPresent, code, properties);
        return packet;
    }

    @ParameterizedTest // §3.4 to §3.7
    @ValueSource(ints = {0x40, 0x50, 0x62, 0x70})
    void shouldWriteAcknowledgements(int firstByte) {
        int type = firstByte >> 4;
        byte[] success = new byte[AckEncoder.SUCCESS_LENGTH];

        AckEncoder.encodeSuccess(new UnsafeBuffer(success), 0, type, 0xFEDC);

        assertThat(success).isEqualTo(bytes(firstByte, 2, 0xFE, 0xDC));
        assertThat(ack(type, V5, 0, NONE)).isEqualTo(bytes(firstByte, 2, 0xFE, 0xDC));
        assertThat(ack(type, V5, 0x92, NONE)).isEqualTo(bytes(firstByte, 3, 0xFE, 0xDC, 0x92));
        assertThat(ack(type, V5, 0, reason))
                .isEqualTo(packet(firstByte, bytes(0xFE, 0xDC, 0, 6, REASON)));
        assertThat(ack(type, V3_1_1, 0x92, reason)).isEqualTo(success);
        assertThat(ack(type, V3_1, 0, NONE)).isEqualTo(success);
    }

    private static byte[] ack(
            int type, MqttVersion version, int code, PropertiesWriter properties) {
        byte[] packet = new byte[AckEncoder.length(version, code, properties)];
        UnsafeBuffer target = new UnsafeBuffer(packet);
        AckEncoder.encode(target, 0, type, version, 0xFEDC, code, properties);
        return packet;
    }

    @Test // §3.8
    void shouldWriteSubscribe() {
        UnsafeBuffer entries = new UnsafeBuffer(new byte[100]);
        int options = SubscribeEncoder.options(1, true, true, 2);
        int length = SubscribeEncoder.putEntry(entries, 0, view("a/b"), 0, 3, options);
        assertThat(length).isEqualTo(SubscribeEncoder.entryLength(3));
        length = SubscribeEncoder.putEntry(entries, length, view("#"), 0, 1, 0);
        PropertiesWriter id = properties().put(PropertyId.SUBSCRIPTION_IDENTIFIER, 128);

        byte[] packet = new byte[SubscribeEncoder.length(V5, id, length)];
        SubscribeEncoder.encode(new UnsafeBuffer(packet), 0, V5, 7, id, entries, length);
        byte[] packet3 = new byte[SubscribeEncoder.length(V3_1_1, id, length)];
        SubscribeEncoder.encode(new UnsafeBuffer(packet3), 0, V3_1_1, 7, id, entries, length);

        byte[] filters = bytes(field("a/b"), 0b0010_1101, field("#"), 0);
        assertThat(packet).isEqualTo(packet(0x82, bytes(0, 7, 3, 0x0B, 0x80, 1, filters)));
        assertThat(packet3).isEqualTo(packet(0x82, bytes(0, 7, filters)));
    }

    @Test // §3.10
    void shouldWriteUnsubscribe() {
        UnsafeBuffer entries = new UnsafeBuffer(new byte[100]);
        int length = UnsubscribeEncoder.putEntry(entries, 0, view("a/b"), 0, 3);
        assertThat(length).isEqualTo(UnsubscribeEncoder.entryLength(3));

        byte[] packet = new byte[UnsubscribeEncoder.length(V5, NONE, length)];
        UnsubscribeEncoder.encode(new UnsafeBuffer(packet), 0, V5, 7, NONE, entries, length);
        byte[] packet3 = new byte[UnsubscribeEncoder.length(V3_1, NONE, length)];
        UnsubscribeEncoder.encode(new UnsafeBuffer(packet3), 0, V3_1, 7, NONE, entries, length);

        assertThat(packet).isEqualTo(packet(0xA2, bytes(0, 7, 0, field("a/b"))));
        assertThat(packet3).isEqualTo(packet(0xA2, bytes(0, 7, field("a/b"))));
    }

    @Test // §3.9; 3.1.1 [MQTT-3.9.3-2]: one failure; 3.1 §3.9: none
    void shouldWriteSuback() {
        UnsafeBuffer codes = new UnsafeBuffer(bytes(0xEE, 0, 1, 2, 0x8F));

        assertThat(suback(V5, reason, codes))
                .isEqualTo(packet(0x90, bytes(0, 7, 6, REASON, 0, 1, 2, 0x8F)));
        assertThat(suback(V3_1_1, reason, codes))
                .isEqualTo(packet(0x90, bytes(0, 7, 0, 1, 2, 0x80)));
        assertThat(suback(V3_1, reason, codes)).isEqualTo(packet(0x90, bytes(0, 7, 0, 1, 2, 0)));
    }

    private static byte[] suback(
            MqttVersion version, PropertiesWriter properties, UnsafeBuffer codes) {
        byte[] packet = new byte[SubackEncoder.length(version, properties, 4)];
        UnsafeBuffer target = new UnsafeBuffer(packet);
        SubackEncoder.encode(target, 0, version, 7, properties, codes, 1, 4);
        return packet;
    }

    @Test // §3.11; 3.1.1 §3.11: a packet id alone
    void shouldWriteUnsuback() {
        UnsafeBuffer codes = new UnsafeBuffer(bytes(0xEE, 0, 0x11));

        assertThat(unsuback(V5, reason, codes))
                .isEqualTo(packet(0xB0, bytes(0, 7, 6, REASON, 0, 0x11)));
        assertThat(unsuback(V3_1_1, reason, codes)).isEqualTo(bytes(0xB0, 2, 0, 7));
        assertThat(unsuback(V3_1, NONE, codes)).isEqualTo(bytes(0xB0, 2, 0, 7));
    }

    private static byte[] unsuback(
            MqttVersion version, PropertiesWriter properties, UnsafeBuffer codes) {
        byte[] packet = new byte[UnsubackEncoder.length(version, properties, 2)];
        UnsafeBuffer target = new UnsafeBuffer(packet);
        UnsubackEncoder.encode(target, 0, version, 7, properties, codes, 1, 2);
        return packet;
    }

    @ParameterizedTest // §3.12, §3.13
    @ValueSource(ints = {0xC0, 0xD0})
    void shouldWritePings(int firstByte) {
        byte[] packet = new byte[PingEncoder.LENGTH];

        PingEncoder.encode(new UnsafeBuffer(packet), 0, firstByte >> 4);

        assertThat(packet).isEqualTo(bytes(firstByte, 0));
    }

    @Test // §3.14
    void shouldWriteDisconnect() {
        assertThat(disconnect(V5, 0x8B, NONE)).isEqualTo(bytes(0xE0, 1, 0x8B));
        assertThat(disconnect(V5, 0x8B, reason)).isEqualTo(packet(0xE0, bytes(0x8B, 6, REASON)));
        assertThat(disconnect(V5, 0, reason)).isEqualTo(packet(0xE0, bytes(0, 6, REASON)));
    }

    @ParameterizedTest // §3.14.2.1; 3.1.1 §3.14
    @EnumSource
    void shouldWriteNormalDisconnect(MqttVersion version) {
        assertThat(disconnect(version, 0, NONE)).isEqualTo(bytes(0xE0, 0));
    }

    private static byte[] disconnect(MqttVersion version, int code, PropertiesWriter properties) {
        byte[] packet = new byte[DisconnectEncoder.length(version, code, properties)];
        DisconnectEncoder.encode(new UnsafeBuffer(packet), 0, version, code, properties);
        return packet;
    }

    @Test // §3.15
    void shouldWriteAuth() {
        PropertiesWriter method = properties().put(PropertyId.AUTHENTICATION_METHOD, "M");

        byte[] packet = new byte[AuthEncoder.length(method)];
        AuthEncoder.encode(new UnsafeBuffer(packet), 0, 0x18, method);

        assertThat(packet).isEqualTo(packet(0xF0, bytes(0x18, 4, 0x15, field("M"))));
    }

    @Test // §2.2.2.2: each data type
    void shouldWritePropertiesOfEveryType() {
        PropertiesWriter writer =
                properties()
                        .put(PropertyId.MAXIMUM_QOS, 1)
                        .put(PropertyId.SERVER_KEEP_ALIVE, 0xFFFE)
                        .put(PropertyId.SESSION_EXPIRY_INTERVAL, 0xFFFF_FFFDL)
                        .put(PropertyId.SUBSCRIPTION_IDENTIFIER, 268_435_455)
                        .put(PropertyId.ASSIGNED_CLIENT_IDENTIFIER, view("-id-"), 1, 2)
                        .put(PropertyId.AUTHENTICATION_DATA, new UnsafeBuffer(bytes(0)), 0, 1)
                        .putUserProperty("b", "\u00FC")
                        .putUserProperty(view("a"), 0, 1, view("xyz"), 1, 0);

        byte[] bytes = new byte[writer.length()];
        writer.buffer().getBytes(0, bytes);

        assertThat(bytes)
                .isEqualTo(
                        bytes(
                                bytes(0x24, 1),
                                bytes(0x13, 0xFF, 0xFE),
                                bytes(0x11, 0xFF, 0xFF, 0xFF, 0xFD),
                                bytes(0x0B, 0xFF, 0xFF, 0xFF, 0x7F),
                                bytes(0x12, field("id")),
                                bytes(0x16, field(0)),
                                bytes(0x26, field("b"), field("\u00FC")),
                                bytes(0x26, field("a"), field())));
        assertThat(writer.reset().length()).isZero();
    }

    @Test
    void shouldKnowFixedFirstBytes() { // §2.1.2, §2.1.3
        assertThat(PacketType.firstByte(PacketType.SUBSCRIBE)).isEqualTo(0x82);
        assertThat(PacketType.firstByte(PacketType.AUTH)).isEqualTo(0xF0);
    }

    private static PropertiesWriter properties() {
        return new PropertiesWriter(new ExpandableArrayBuffer());
    }

    private static UnsafeBuffer view(String text) {
        return new UnsafeBuffer(bytes(text));
    }
}

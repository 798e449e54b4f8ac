package io.robustmq.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A received packet: its first byte and what follows the remaining length. */
public record Packet(int firstByte, byte[] body) {
    public static final int CONNACK = 2;
    public static final int PUBLISH = 3;
    public static final int PUBACK = 4;
    public static final int PUBREC = 5;
    public static final int PUBREL = 6;
    public static final int PUBCOMP = 7;
    public static final int SUBACK = 9;
    public static final int UNSUBACK = 11;
    public static final int PINGRESP = 13;
    public static final int DISCONNECT = 14;
    public static final int AUTH = 15;

    /** A CONNACK. */
    public record Connack(int flags, int code, Properties properties) {
        public boolean sessionPresent() {
            return flags == 1;
        }
    }

    /** A PUBLISH; id is 0 for QoS 0. */
    public record Publication(
            boolean dup,
            int qos,
            boolean retain,
            String topic,
            int id,
            Properties properties,
            byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /** PUBACK, PUBREC, PUBREL or PUBCOMP. */
    public record Ack(int type, int id, int reason, Properties properties) {}

    /** SUBACK or UNSUBACK. */
    public record Codes(int id, List<Integer> codes, Properties properties) {}

    /** DISCONNECT or AUTH. */
    public record Reason(int reason, Properties properties) {}

    public int type() {
        return firstByte >>> 4;
    }

    public Connack connack(MqttVersion version) {
        ByteBuffer in = expect(CONNACK, 0);
        int flags = in.get();
        int code = Byte.toUnsignedInt(in.get());
        Properties properties = version.is5() ? Properties.read(in) : Properties.none();
        return end(in, new Connack(flags, code, properties));
    }

    public Publication publication(MqttVersion version) {
        assertThat(type()).as("PUBLISH, but got %s", this).isEqualTo(PUBLISH);
        ByteBuffer in = ByteBuffer.wrap(body);
        int qos = firstByte >>> 1 & 3;
        String topic = Properties.string(in);
        int id = qos == 0 ? 0 : Short.toUnsignedInt(in.getShort());
        Properties properties = version.is5() ? Properties.read(in) : Properties.none();
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        return new Publication(
                (firstByte & 8) != 0, qos, (firstByte & 1) != 0, topic, id, properties, payload);
    }

    public Ack ack(int expectedType, MqttVersion version) {
        ByteBuffer in = expect(expectedType, expectedType == PUBREL ? 2 : 0);
        int id = Short.toUnsignedInt(in.getShort());
        int reason = version.is5() && in.hasRemaining() ? Byte.toUnsignedInt(in.get()) : 0;
        Properties properties =
                version.is5() && in.hasRemaining() ? Properties.read(in) : Properties.none();
        return end(in, new Ack(expectedType, id, reason, properties));
    }

    /** SUBACK, or MQTT 5.0's UNSUBACK; UNSUBACK has no codes before. */
    public Codes codes(int expectedType, MqttVersion version) {
        ByteBuffer in = expect(expectedType, 0);
        int id = Short.toUnsignedInt(in.getShort());
        Properties properties = version.is5() ? Properties.read(in) : Properties.none();
        List<Integer> codes = new ArrayList<>();
        while (in.hasRemaining()) {
            codes.add(Byte.toUnsignedInt(in.get()));
        }
        return new Codes(id, codes, properties);
    }

    public Reason reason(int expectedType) {
        ByteBuffer in = expect(expectedType, 0);
        int reason = in.hasRemaining() ? Byte.toUnsignedInt(in.get()) : 0;
        return end(
                in,
                new Reason(reason, in.hasRemaining() ? Properties.read(in) : Properties.none()));
    }

    private ByteBuffer expect(int type, int flags) {
        assertThat(firstByte).as("first byte of %s", this).isEqualTo(type << 4 | flags);
        return ByteBuffer.wrap(body);
    }

    private <T> T end(ByteBuffer in, T parsed) {
        assertThat(in.hasRemaining()).as("more than belongs there: %s", this).isFalse();
        return parsed;
    }

    /** As sent, except that the remaining length is written anew. */
    public byte[] bytes() {
        return Bytes.packet(firstByte, body);
    }

    @Override
    public String toString() {
        byte[] all = bytes();
        return all.length <= 80
                ? Bytes.hex(all)
                : "%d bytes from %02x".formatted(all.length, all[0]);
    }
}

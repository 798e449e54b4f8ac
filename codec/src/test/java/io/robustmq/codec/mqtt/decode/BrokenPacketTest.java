package io.robustmq.codec.mqtt.decode;

import static io.robustmq.codec.mqtt.MqttVersion.V3_1;
import static io.robustmq.codec.mqtt.MqttVersion.V3_1_1;
import static io.robustmq.codec.mqtt.MqttVersion.V5;
import static io.robustmq.codec.mqtt.Sender.CLIENT;
import static io.robustmq.codec.mqtt.Sender.SERVER;
import static io.robustmq.codec.mqtt.Wire.AT;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.field;
import static io.robustmq.codec.mqtt.Wire.packet;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.mqtt.AnyPacketDecoder;
import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.Sender;
import io.robustmq.codec.mqtt.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Good packets, cut off and scrambled. The buffers end where the packets end, so a decoder that
 * reads further ends in an exception that is no {@link MqttViolation}, and the test with it.
 */
class BrokenPacketTest {
    /**
     * @param wholeAt lengths of the body, below its own, that make a valid packet too
     */
    record Sample(
            String name,
            Sender sender,
            MqttVersion version,
            int firstByte,
            byte[] body,
            List<Integer> wholeAt) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Sample> samples() {
        byte[] name5 = bytes(field("MQTT"), 5);
        byte[] user = bytes(0x26, field("n"), field("\u00FC"));
        byte[] willProperties = bytes(12, 0x18, 0, 0, 0, 1, 0x08, field("re/p"));
        byte[] will = bytes(willProperties, field("t"), field(1, 2));
        byte[] connect5 =
                bytes(
                        bytes(name5, 0xC6, 0, 60, 11, 0x21, 0, 9, user, field("me")),
                        bytes(will, field("u"), field("p")));
        byte[] ack = bytes(0, 1, 0, user.length, user);
        byte[] expiry = bytes(0x11, 0, 0, 0, 1);
        byte[] auth = bytes(0x15, field("SCRAM"), 0x16, field(0, 1));
        byte[] ids = bytes(0x0B, 0x80, 1, 0x0B, 2, 0x23, 0, 1);
        byte[] filters3 = bytes(field("a/#"), 1, field("$share/g/b"), 2);
        return Stream.of(
                sample("CONNECT 5", CLIENT, V5, 0x10, connect5),
                sample(
                        "CONNECT 3.1.1",
                        CLIENT,
                        V3_1_1,
                        0x10,
                        bytes(field("MQTT"), 4, 0x82, 0, 0, field("me"), field("u"))),
                sample( // 3.1 §3.1: the credentials may be missing
                        "CONNECT 3.1",
                        CLIENT,
                        V3_1,
                        0x10,
                        bytes(field("MQIsdp"), 3, 0xC2, 0, 0, field("me"), field("u"), field("p")),
                        16,
                        19),
                sample("CONNACK 5", SERVER, V5, 0x20, bytes(1, 0, 11, 0x22, 0, 9, user)),
                sample("CONNACK 3.1.1", SERVER, V3_1_1, 0x20, bytes(1, 0)),
                sample("PUBLISH 3.1.1", CLIENT, V3_1_1, 0x30, bytes(field("a/b"), "xy"), 5, 6),
                sample("PUBLISH 3.1", CLIENT, V3_1, 0x3B, bytes(field("a"), 0, 1)),
                sample("PUBLISH 5", CLIENT, V5, 0x32, bytes(field("a"), 0, 1, 0, "xy"), 6, 7),
                sample(
                        "PUBLISH 5 with properties",
                        SERVER,
                        V5,
                        0x34,
                        bytes(field("a"), 0, 1, 18, ids, user, 0x01, 1, "x"),
                        24),
                sample("PUBACK 3.1.1", CLIENT, V3_1_1, 0x40, bytes(0, 1)),
                sample("PUBACK 5", CLIENT, V5, 0x40, ack, 2, 3),
                sample("PUBREC 5", CLIENT, V5, 0x50, ack, 2, 3),
                sample("PUBREL 5", CLIENT, V5, 0x62, ack, 2, 3),
                sample("PUBREL 3.1, again", CLIENT, V3_1, 0x6A, bytes(0, 1)),
                sample("PUBCOMP 5", CLIENT, V5, 0x70, ack, 2, 3),
                sample("SUBSCRIBE 5", CLIENT, V5, 0x82, bytes(0, 1, 2, 0x0B, 9, filters3), 11),
                sample("SUBSCRIBE 3.1.1", CLIENT, V3_1_1, 0x82, bytes(0, 1, filters3), 8),
                sample("SUBACK 5", SERVER, V5, 0x90, bytes(0, 1, 8, user, 0, 0x80), 12),
                sample("SUBACK 3.1.1", SERVER, V3_1_1, 0x90, bytes(0, 1, 2, 0x80), 3),
                sample(
                        "UNSUBSCRIBE 5",
                        CLIENT,
                        V5,
                        0xA2,
                        bytes(0, 1, 8, user, field("a"), field("b")),
                        14),
                sample("UNSUBSCRIBE 3.1", CLIENT, V3_1, 0xAA, bytes(0, 1, field("a"))),
                sample("UNSUBACK 5", SERVER, V5, 0xB0, bytes(0, 1, 8, user, 0, 0x11), 12),
                sample("UNSUBACK 3.1.1", SERVER, V3_1_1, 0xB0, bytes(0, 1)),
                sample("PINGREQ", CLIENT, V3_1_1, 0xC0, bytes()),
                sample("PINGRESP", SERVER, V5, 0xD0, bytes()),
                sample("DISCONNECT 3.1.1", CLIENT, V3_1_1, 0xE0, bytes()),
                sample("DISCONNECT 5", CLIENT, V5, 0xE0, bytes(0x04, 5, expiry), 0, 1),
                sample("AUTH 5", CLIENT, V5, 0xF0, bytes(0x18, auth.length, auth)));
    }

    private static Sample sample(
            String name,
            Sender sender,
            MqttVersion version,
            int firstByte,
            byte[] body,
            Integer... wholeAt) {
        return new Sample(name, sender, version, firstByte, body, List.of(wholeAt));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldWaitForTheRest(Sample sample) throws MqttViolation {
        AnyPacketDecoder decoder = decoder(sample);
        byte[] whole = packet(sample.firstByte(), sample.body());

        for (int arrived = 0; arrived < whole.length; arrived++) {
            assertThat(decode(decoder, sample, Arrays.copyOf(whole, arrived))).isZero();
        }
        assertThat(decode(decoder, sample, whole)).isEqualTo(whole.length);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldRejectBodyCutOffAnywhere(Sample sample) {
        AnyPacketDecoder decoder = decoder(sample);
        List<Integer> whole = new ArrayList<>();

        for (int length = 0; length < sample.body().length; length++) {
            byte[] cut = packet(sample.firstByte(), Arrays.copyOf(sample.body(), length));
            if (accepts(decoder, sample, cut)) {
                whole.add(length);
            }
        }

        assertThat(whole).isEqualTo(sample.wholeAt());
    }

    @ParameterizedTest // a PUBLISH takes any payload, acknowledged filters any number of codes
    @MethodSource("samples")
    void shouldRejectBytesBehindTheEnd(Sample sample) {
        byte[] longer = packet(sample.firstByte(), bytes(sample.body(), 0));

        boolean openEnded = sample.name().matches("PUBLISH.*|SUBACK.*|UNSUBACK 5");
        assertThat(accepts(decoder(sample), sample, longer)).isEqualTo(openEnded);
    }

    @Test
    void shouldNeverFailOtherwiseThanByViolation() {
        long seed = 5_000_131;
        Random random = new Random(seed);
        List<Sample> samples = samples().toList();
        int accepted = 0;

        for (int i = 0; i < 300_000; i++) {
            Sample sample = samples.get(random.nextInt(samples.size()));
            byte[] wire = scramble(packet(sample.firstByte(), sample.body()), random);
            try {
                accepted += accepts(decoder(sample), sample, wire) ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                String hex = HexFormat.ofDelimiter(" ").formatHex(wire);
                throw new AssertionError("seed " + seed + ", case " + i + ": " + hex, e);
            }
        }

        assertThat(accepted).as("of 300,000 with seed %d", seed).isBetween(1_000, 290_000);
    }

    private static byte[] scramble(byte[] packet, Random random) {
        byte[] wire = Arrays.copyOf(packet, packet.length - random.nextInt(2) + random.nextInt(2));
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(Math.max(1, wire.length));
            if (at < wire.length) {
                wire[at] =
                        (byte)
                                switch (random.nextInt(4)) {
                                    case 0 -> wire[at] ^ 1 << random.nextInt(8);
                                    case 1 -> random.nextInt(256);
                                    case 2 -> wire[at] + 1 - 2 * random.nextInt(2);
                                    default -> new int[] {0, 0x7F, 0x80, 0xFF}[random.nextInt(4)];
                                };
            }
        }
        return wire;
    }

    private static AnyPacketDecoder decoder(Sample sample) {
        return new AnyPacketDecoder(sample.sender(), new PropertyLimits(1_000, 10));
    }

    private static boolean accepts(AnyPacketDecoder decoder, Sample sample, byte[] wire) {
        try {
            return decode(decoder, sample, wire) > 0;
        } catch (MqttViolation e) {
            assertThat(e.reasonCode()).isGreaterThanOrEqualTo(0x80);
            assertThat(e.detail()).isNotBlank();
            return false;
        }
    }

    private static int decode(AnyPacketDecoder decoder, Sample sample, byte[] wire)
            throws MqttViolation {
        UnsafeBuffer buffer = Wire.buffer(wire);
        int length = decoder.decode(buffer, AT, wire.length, sample.version());
        if (length > 0) {
            readAll(decoder);
        }
        return length;
    }

    /** What is shown must lie in the packet too. */
    private static void readAll(AnyPacketDecoder decoder) {
        PropertiesDecoder properties = decoder.connect.properties();
        while (properties.next()) {
            assertThat(properties.id()).isPositive();
        }
        while (decoder.subscribe.packetId() > 0 && decoder.subscribe.next()) {
            assertThat(decoder.subscribe.qos()).isBetween(0, 2);
            assertThat(decoder.subscribe.filterLength()).isNotNegative();
        }
        while (decoder.unsubscribe.packetId() > 0 && decoder.unsubscribe.next()) {
            assertThat(decoder.unsubscribe.filterLength()).isNotNegative();
        }
        assertThat(decoder.publish.payloadLength()).isNotNegative();
    }
}

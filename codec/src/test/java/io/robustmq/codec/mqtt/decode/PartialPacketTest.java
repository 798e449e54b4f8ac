package io.robustmq.codec.mqtt.decode;

import static io.robustmq.codec.mqtt.MqttVersion.V3_1_1;
import static io.robustmq.codec.mqtt.MqttVersion.V5;
import static io.robustmq.codec.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.codec.mqtt.ReasonCode.PACKET_TOO_LARGE;
import static io.robustmq.codec.mqtt.Wire.AT;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.field;
import static io.robustmq.codec.mqtt.Wire.violation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.Wire;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** FAULTS P2: properties that declare too much are refused before any of them has come. */
class PartialPacketTest {
    private static final int LIMIT = 1_000;

    /** Remaining length 100,000. */
    private static final byte[] LONG = bytes(0xA0, 0x8D, 0x06);

    /** 1,000 and 1,001 as variable byte integers. */
    private static final byte[] AT_THE_LIMIT = bytes(0xE8, 0x07);

    private static final byte[] ABOVE_IT = bytes(0xE9, 0x07);

    /** What stands before the properties of each packet that may have some. */
    private static final List<byte[]> HEADS =
            List.of(
                    bytes(0x10, LONG, field("MQTT"), 5, 2, 0, 0),
                    bytes(0x10, LONG, field("MQTT"), 5, 6, 0, 0, 0, field("client")),
                    bytes(0x30, LONG, field("topic")),
                    bytes(0x32, LONG, field("topic"), 0, 1),
                    bytes(0x34, LONG, field("topic"), 0, 1),
                    bytes(0x40, LONG, 0, 1, 0),
                    bytes(0x50, LONG, 0, 1, 0),
                    bytes(0x62, LONG, 0, 1, 0),
                    bytes(0x70, LONG, 0, 1, 0),
                    bytes(0x82, LONG, 0, 1),
                    bytes(0xA2, LONG, 0, 1),
                    bytes(0xE0, LONG, 0),
                    bytes(0xF0, LONG, 0));

    private static void check(MqttVersion version, byte[] packet) throws MqttViolation {
        FixedHeader header = new FixedHeader();
        UnsafeBuffer buffer = Wire.buffer(packet);
        assertThat(header.wrap(buffer, AT, packet.length)).isPositive();
        PartialPacket.check(
                header, buffer, AT, packet.length, version, new PropertyLimits(LIMIT, 10));
    }

    @Test
    void shouldRefuseWhatIsAboveTheLimitOnceItsLengthIsThere() {
        for (byte[] head : HEADS) {
            assertThat(violation(() -> check(V5, bytes(head, ABOVE_IT))))
                    .isEqualTo(PACKET_TOO_LARGE);
        }
    }

    @Test
    void shouldTakeTheLimitItselfAndWaitForMore() {
        for (byte[] head : HEADS) {
            byte[] packet = bytes(head, AT_THE_LIMIT);
            for (int available = 4; available <= packet.length; available++) {
                byte[] part = Arrays.copyOf(packet, available);
                assertThatCode(() -> check(V5, part)).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void shouldRefuseMoreThanThePacketHasRoomFor() {
        assertThat(violation(() -> check(V5, bytes(0x82, 20, 0, 1, 18))))
                .isEqualTo(MALFORMED_PACKET);
        assertThatCode(() -> check(V5, bytes(0x82, 20, 0, 1, 17))).doesNotThrowAnyException();
    }

    @Test
    void shouldSeeNoPropertiesInOlderVersions() {
        byte[] subscribe = bytes(0x82, LONG, 0, 1, ABOVE_IT);
        byte[] connect = bytes(0x10, LONG, field("MQTT"), 4, 2, 0, 0, ABOVE_IT);

        assertThatCode(() -> check(V3_1_1, subscribe)).doesNotThrowAnyException();
        assertThatCode(() -> check(V5, connect)).doesNotThrowAnyException();
    }
}

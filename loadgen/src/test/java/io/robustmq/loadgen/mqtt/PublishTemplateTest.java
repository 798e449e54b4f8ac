package io.robustmq.loadgen.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishTemplateTest {
    private static final long WORD = 0x0807060504030201L;
    private static final long INTENDED_NS = 0x100f0e0d0c0b0a09L;

    @Test
    void shouldWriteQosZero() { // 3.3: 0011 0000 | remaining length | topic | payload
        assertThat(write(new PublishTemplate("a/b", 0, false, 17), 0))
                .isDeepEqualTo(
                        new byte[][] {
                            bytes(0x30, 22, 0, 3, 'a', '/', 'b'),
                            bytes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 'q')
                        });
    }

    @Test
    void shouldWriteAPacketIdentifierAndNoProperties() { // 3.3.2.2, 3.3.2.3
        assertThat(write(new PublishTemplate("t", 1, true, 16), 0x1234))
                .isDeepEqualTo(
                        new byte[][] {
                            bytes(0x32, 22, 0, 1, 't', 0x12, 0x34, 0),
                            bytes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)
                        });
    }

    @ParameterizedTest
    @ValueSource(
            ints = {16, 23, 24, 120, 121, 122, 123, 124, 125, 250, 251, 16_380, 16_384, 200_000})
    void shouldFillEveryLength(int payloadBytes) {
        PublishTemplate template = new PublishTemplate("t", 0, false, payloadBytes);

        byte[] packet = write(template, 0)[0];
        byte[] whole = concat(write(template, 0));

        assertThat(whole).hasSize(template.length());
        assertThat(remainingLength(whole)).isEqualTo(3 + payloadBytes);
        assertThat(packet[0]).isEqualTo((byte) 0x30);
        for (int i = 16; i < payloadBytes; i++) {
            assertThat(whole[whole.length - payloadBytes + i]).isEqualTo((byte) ('a' + i % 26));
        }
    }

    /** What the template wrote, split where the payload begins; nothing outside its length. */
    private static byte[][] write(PublishTemplate template, int packetId) {
        byte[] room = new byte[template.length() + 16];
        Arrays.fill(room, (byte) 0x55);
        UnsafeBuffer out = new UnsafeBuffer(room);

        template.write(out, 8, WORD, INTENDED_NS);
        if (packetId > 0) {
            template.writePacketId(out, 8, packetId);
        }

        assertThat(Arrays.copyOf(room, 8)).containsOnly(0x55);
        assertThat(Arrays.copyOfRange(room, room.length - 8, room.length)).containsOnly(0x55);
        byte[] packet = Arrays.copyOfRange(room, 8, room.length - 8);
        int payload = indexOf(packet, bytes(1, 2, 3, 4, 5, 6, 7, 8));
        return new byte[][] {
            Arrays.copyOf(packet, payload), Arrays.copyOfRange(packet, payload, packet.length)
        };
    }

    private static int indexOf(byte[] in, byte[] what) {
        for (int at = 0; at + what.length <= in.length; at++) {
            if (Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        throw new AssertionError("no stamp");
    }

    private static byte[] concat(byte[][] parts) {
        byte[] whole = Arrays.copyOf(parts[0], parts[0].length + parts[1].length);
        System.arraycopy(parts[1], 0, whole, parts[0].length, parts[1].length);
        return whole;
    }

    private static int remainingLength(byte[] packet) {
        int length = 0;
        int shift = 0;
        for (int at = 1; ; at++, shift += 7) {
            length |= (packet[at] & 0x7f) << shift;
            if (packet[at] >= 0) {
                return length;
            }
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}

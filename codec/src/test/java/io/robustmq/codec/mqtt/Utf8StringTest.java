package io.robustmq.codec.mqtt;

import static io.robustmq.codec.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.codec.mqtt.Wire.AT;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.violation;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8StringTest {
    @ParameterizedTest // [MQTT-1.5.4-3] U+FEFF is a character as any other
    @ValueSource(
            strings = {
                "",
                "a",
                "\u0001",
                "\u007F",
                "\u0080",
                "\u07FF",
                "\u0800",
                "\uD7FF",
                "\uE000",
                "\uFEFFa",
                "\uFFFF",
                "\uD800\uDC00",
                "\uDBFF\uDFFF",
                "long enough for a word at once",
                "sieben\u00FC Zeichen",
                "Temperatur/\u00B0C/\u6E29\u5EA6/\uD83C\uDF21"
            })
    void shouldAcceptWellFormed(String text) {
        byte[] wire = bytes(text);

        assertThat(Utf8String.isWellFormed(Wire.buffer(wire), AT, wire.length)).isTrue();
    }

    static Stream<byte[]> illFormed() {
        return Stream.of(
                bytes(0x00), // [MQTT-1.5.4-2] U+0000
                bytes("1234567", 0x00),
                bytes("12345678", 0x00, "1234567"),
                bytes(0x80), // [MQTT-1.5.4-1] a continuation alone
                bytes("1234567", 0xBF),
                bytes(0xC0, 0x80), // overlong U+0000
                bytes(0xC1, 0xBF),
                bytes(0xE0, 0x9F, 0xBF), // overlong
                bytes(0xF0, 0x8F, 0xBF, 0xBF),
                bytes(0xED, 0xA0, 0x80), // U+D800
                bytes(0xED, 0xBF, 0xBF), // U+DFFF
                bytes(0xF4, 0x90, 0x80, 0x80), // U+110000
                bytes(0xF5, 0x80, 0x80, 0x80),
                bytes(0xFF),
                bytes(0xC3), // cut off
                bytes(0xE6, 0xB8),
                bytes(0xF0, 0x9F, 0x8C),
                bytes(0xC3, "a"),
                bytes(0xE6, 0xB8, "a"),
                bytes(0xF0, 0x9F, 0x8C, "a"));
    }

    @ParameterizedTest
    @MethodSource("illFormed")
    void shouldRejectIllFormed(byte[] wire) {
        int reason = violation(() -> Utf8String.check(Wire.buffer(wire), AT, wire.length));

        assertThat(reason).isEqualTo(MALFORMED_PACKET);
    }

    @Test // RFC 3629, with the decoder of the JDK as the second opinion
    void shouldAgreeWithTheJdk() {
        long seed = 20_260_107;
        Random random = new Random(seed);
        int[] starts = {0x41, 0x41, 0xC3, 0xE0, 0xE6, 0xED, 0xF0, 0xF1, 0xF4, 0x80, 0xBF, 0xA0};

        for (int i = 0; i < 200_000; i++) {
            byte[] wire = new byte[1 + random.nextInt(12)];
            for (int j = 0; j < wire.length; j++) {
                wire[j] = (byte) (starts[random.nextInt(starts.length)] + random.nextInt(2));
            }

            assertThat(Utf8String.isWellFormed(Wire.buffer(wire), AT, wire.length))
                    .as("seed %d, case %d", seed, i)
                    .isEqualTo(jdkAccepts(wire));
        }
    }

    private static boolean jdkAccepts(byte[] wire) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(wire));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void shouldRejectFieldThatRunsOverTheEnd() {
        byte[] wire = bytes(0, 4, "abc");

        assertThat(violation(() -> Utf8String.end(Wire.buffer(wire), AT, AT + 5)))
                .isEqualTo(MALFORMED_PACKET);
        assertThat(violation(() -> Utf8String.end(Wire.buffer(wire), AT, AT + 1)))
                .isEqualTo(MALFORMED_PACKET);
    }
}

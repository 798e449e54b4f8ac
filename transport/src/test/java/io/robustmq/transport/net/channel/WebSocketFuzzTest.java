package io.robustmq.transport.net.channel;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few thousand inputs by seed; the fuzz module goes on from the same entry points. */
class WebSocketFuzzTest {
    private static final int INPUTS = 500;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldSurviveMutatedFrames(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < INPUTS; i++) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int f = random.nextInt(6); f >= 0; f--) {
                int first = random.nextInt(4) == 0 ? random.nextInt(256) : 0x82;
                frames.writeBytes(WebSocketPeer.frame(first, new byte[random.nextInt(300)]));
            }
            byte[] input = mutated(frames.toByteArray(), random);

            assertThatCode(() -> WebSocketFuzz.frames(input))
                    .as("seed %d, input %d", seed, i)
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldSurviveMutatedRequests(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < INPUTS; i++) {
            byte[] input =
                    mutated(WebSocketPeer.REQUEST.getBytes(StandardCharsets.US_ASCII), random);

            assertThatCode(() -> WebSocketFuzz.handshake(input))
                    .as("seed %d, input %d", seed, i)
                    .doesNotThrowAnyException();
        }
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}

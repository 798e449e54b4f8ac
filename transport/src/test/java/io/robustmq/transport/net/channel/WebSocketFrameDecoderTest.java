package io.robustmq.transport.net.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * The decoder alone: whatever way the bytes are cut into reads, the stream that comes out is one.
 */
class WebSocketFrameDecoderTest {
    private static final int MAX_FRAME_BYTES = 1000;

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final List<String> control = new ArrayList<>();
    private WebSocketFrameDecoder decoder = newDecoder(true);

    private WebSocketFrameDecoder newDecoder(boolean masked) {
        data.reset();
        control.clear();
        return new WebSocketFrameDecoder(
                masked,
                MAX_FRAME_BYTES,
                (opcode, payload, length) ->
                        control.add(
                                opcode + ":" + Arrays.toString(Arrays.copyOf(payload, length))));
    }

    /** Each read lies in the middle of a larger buffer, whose other bytes must stay as they are. */
    private void read(byte[] bytes, int from, int to) {
        byte[] around = new byte[to - from + 16];
        Arrays.fill(around, (byte) 0x55);
        System.arraycopy(bytes, from, around, 8, to - from);
        int length = decoder.decode(new UnsafeBuffer(around), 8, to - from);
        data.write(around, decoder.payloadOffset(), length);
        for (int i = 0; i < 8; i++) {
            assertThat(around[i]).isEqualTo((byte) 0x55);
            assertThat(around[around.length - 1 - i]).isEqualTo((byte) 0x55);
        }
    }

    private static byte[] conversation() {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(
                WebSocketPeer.frame(0x82, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
        frames.writeBytes(WebSocketPeer.frame(0x89, new byte[] {'p', 'i', 'n', 'g'}));
        frames.writeBytes(WebSocketPeer.frame(0x02, new byte[0]));
        frames.writeBytes(WebSocketPeer.frame(0x00, new byte[] {12}));
        frames.writeBytes(WebSocketPeer.frame(0x8a, new byte[0]));
        frames.writeBytes(WebSocketPeer.frame(0x80, new byte[] {13, 14}));
        return frames.toByteArray();
    }

    @Test
    void shouldJoinTheStreamCutAtEveryOffset() {
        byte[] bytes = conversation();

        for (int cut = 0; cut <= bytes.length; cut++) {
            decoder = newDecoder(true);
            read(bytes, 0, cut);
            read(bytes, cut, bytes.length);

            assertThat(data.toByteArray())
                    .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
            assertThat(control).containsExactly("9:[112, 105, 110, 103]", "10:[]");
            assertThat(decoder.violation()).isZero();
        }
    }

    @Test
    void shouldJoinTheStreamByteByByte() {
        byte[] bytes = conversation();

        for (int i = 0; i < bytes.length; i++) {
            read(bytes, i, i + 1);
        }

        assertThat(data.toByteArray())
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    }

    @Test
    void shouldUnmaskRandomFramesInRandomReads() {
        Random random = new Random(6455);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 500; i++) {
            byte[] payload = new byte[random.nextInt(MAX_FRAME_BYTES + 1)];
            random.nextBytes(payload);
            expected.writeBytes(payload);
            frames.writeBytes(WebSocketPeer.frame(0x82, payload));
        }
        byte[] bytes = frames.toByteArray();

        for (int at = 0; at < bytes.length; ) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(3000));
            read(bytes, at, to);
            at = to;
        }

        assertThat(data.toByteArray()).isEqualTo(expected.toByteArray());
    }

    @Test
    void shouldReadAServersFramesInPlace() { // §5.1: a server does not mask
        decoder = newDecoder(false);

        read(new byte[] {(byte) 0x82, 2, 1, 2, (byte) 0x82, 1, 3}, 0, 7);

        assertThat(data.toByteArray()).containsExactly(1, 2, 3);
    }

    @Test
    void shouldRefuseAMaskingServer() { // §5.1
        decoder = newDecoder(false);

        read(WebSocketPeer.frame(0x82, new byte[] {1}), 0, 7);

        assertThat(decoder.violation()).isEqualTo(WebSocketStatus.PROTOCOL_ERROR);
    }

    @Test
    void shouldJudgeAFrameByItsFirstTwoBytes() {
        read(new byte[] {(byte) 0x81, (byte) 0xff}, 0, 2);

        assertThat(decoder.violation()).isEqualTo(WebSocketStatus.UNSUPPORTED_DATA);
    }

    @Test
    void shouldTakeAFrameOfTheLimitAndRefuseOneByteMore() {
        read(WebSocketPeer.frame(0x82, new byte[MAX_FRAME_BYTES]), 0, 8 + MAX_FRAME_BYTES);
        assertThat(data.size()).isEqualTo(MAX_FRAME_BYTES);

        read(WebSocketPeer.frame(0x82, new byte[MAX_FRAME_BYTES + 1]), 0, 8);

        assertThat(decoder.violation()).isEqualTo(WebSocketStatus.TOO_BIG);
    }

    @Test
    void shouldDecodeNothingAfterTheCloseFrame() { // §5.5.1
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(WebSocketPeer.frame(0x82, new byte[] {1}));
        frames.writeBytes(WebSocketPeer.frame(0x88, new byte[] {3, (byte) 0xe8}));
        frames.writeBytes(WebSocketPeer.frame(0x82, new byte[] {2}));

        read(frames.toByteArray(), 0, frames.size());
        read(WebSocketPeer.frame(0x82, new byte[] {3}), 0, 7);

        assertThat(data.toByteArray()).containsExactly(1);
        assertThat(control).containsExactly("8:[3, -24]");
    }
}

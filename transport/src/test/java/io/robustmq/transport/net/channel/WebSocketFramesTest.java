package io.robustmq.transport.net.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.net.EchoHandler;
import io.robustmq.transport.net.TransportKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 6455 §5 to §7 on a socket, the server being an echo. */
@ParameterizedClass
@MethodSource("transports")
class WebSocketFramesTest {
    private final TransportKind kind;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private Rig rig;
    private WebSocketPeer peer;

    WebSocketFramesTest(TransportKind kind) {
        this.kind = kind;
    }

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @BeforeEach
    void open() throws Exception {
        rig = new Rig(kind);
        int port =
                rig.listen(null, Rig.WEB_SOCKET, connection -> new EchoHandler(connection, closed));
        peer = WebSocketPeer.opened(rig.socket(port));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void shouldEchoTheBytesOfABinaryFrame() throws Exception { // §5.6
        byte[] hello = {
            (byte) 0x82,
            (byte) 0x85,
            0x37,
            (byte) 0xfa,
            0x21,
            0x3d,
            0x7f,
            (byte) 0x9f,
            0x4d,
            0x51,
            0x58
        };

        peer.send(hello); // §5.7's masked "Hello"

        assertThat(peer.readFrame()).containsExactly(0x82, 5, 'H', 'e', 'l', 'l', 'o');
    }

    @Test
    void shouldJoinSeveralFramesOfOneRead() throws Exception { // [MQTT-6.0.0-2]
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.write(WebSocketPeer.frame(0x82, new byte[] {1, 2}));
        frames.write(WebSocketPeer.frame(0x82, new byte[0]));
        frames.write(WebSocketPeer.frame(0x82, new byte[] {3}));

        peer.send(frames.toByteArray());

        assertThat(echoed(3)).containsExactly(1, 2, 3);
    }

    @Test
    void shouldJoinFramesOfOneByte() throws Exception { // [MQTT-6.0.0-2]
        byte[] text = "packets need not care for frames".getBytes(StandardCharsets.US_ASCII);

        for (byte letter : text) {
            peer.send(WebSocketPeer.frame(0x82, new byte[] {letter}));
        }

        assertThat(echoed(text.length)).isEqualTo(text);
    }

    @Test
    void shouldJoinFragmentsAroundAPing() throws Exception { // §5.4
        peer.send(WebSocketPeer.frame(0x02, new byte[] {1}));
        peer.send(WebSocketPeer.frame(0x89, new byte[] {7, 7}));
        peer.send(WebSocketPeer.frame(0x00, new byte[] {2}));
        peer.send(WebSocketPeer.frame(0x80, new byte[] {3}));

        ByteArrayOutputStream data = new ByteArrayOutputStream();
        List<byte[]> pongs = new ArrayList<>();
        while (data.size() < 3 || pongs.isEmpty()) {
            byte[] frame = peer.readFrame();
            if (frame[0] == (byte) 0x8a) {
                pongs.add(frame);
            } else {
                data.write(frame, 2, frame.length - 2);
            }
        }
        assertThat(data.toByteArray()).containsExactly(1, 2, 3);
        assertThat(pongs).containsExactly(new byte[] {(byte) 0x8a, 2, 7, 7});
    }

    @Test
    void shouldCarryFramesOfEachLengthForm() throws Exception { // §5.2: 7, 16 and 64 bits
        for (int length : new int[] {125, 126, 127, 0xffff, 0x1_0000, 300_000}) {
            byte[] payload = new byte[length];
            new Random(length).nextBytes(payload);

            peer.send(WebSocketPeer.frame(0x82, payload));

            assertThat(echoed(length)).isEqualTo(payload);
        }
    }

    @Test
    void shouldIgnoreAPong() throws Exception { // §5.5.3
        peer.send(WebSocketPeer.frame(0x8a, new byte[] {1}));
        peer.send(WebSocketPeer.frame(0x82, new byte[] {2}));

        assertThat(peer.readFrame()).containsExactly(0x82, 1, 2);
    }

    @Test
    void shouldAnswerTheCloseThenClose() throws Exception { // §5.5.1, §7.1.1
        peer.send(WebSocketPeer.frame(0x88, new byte[] {0x03, (byte) 0xe8, 'b', 'y', 'e'}));

        assertThat(peer.readToEnd()).isEqualTo(WebSocketPeer.close(1000));
        Rig.await(closed);
    }

    @Test
    void shouldAnswerACloseWithoutCode() throws Exception {
        peer.send(WebSocketPeer.frame(0x88, new byte[0]));

        assertThat(peer.readToEnd()).containsExactly(0x88, 0);
    }

    @Test
    void shouldReadNothingAfterTheClose() throws Exception { // §5.5.1
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.write(WebSocketPeer.frame(0x88, new byte[] {0x0f, (byte) 0xa0}));
        frames.write(WebSocketPeer.frame(0x82, new byte[] {1}));

        peer.send(frames.toByteArray());

        assertThat(peer.readToEnd()).isEqualTo(WebSocketPeer.close(4000));
    }

    /** Columns: bytes sent in hex, the code of the Close frame that answers. */
    @ParameterizedTest
    @CsvSource({
        "81 81 00000000 61,         1003", // text [MQTT-6.0.0-1]
        "01 81 00000000 61,         1003", // the first fragment of a text
        "82 01 61,                  1002", // not masked, §5.1
        "c2 81 00000000 61,         1002", // RSV1 without an extension, §5.2
        "a2 81 00000000 61,         1002", // RSV2
        "92 81 00000000 61,         1002", // RSV3
        "83 81 00000000 61,         1002", // reserved data opcode
        "8b 80 00000000,            1002", // reserved control opcode
        "80 81 00000000 61,         1002", // continues nothing, §5.4
        "02 81 00000000 61 82 80 00000000, 1002", // a new message inside a fragmented one
        "09 80 00000000,            1002", // a ping in fragments, §5.5
        "89 fe 007e 00000000,       1002", // a ping of 126 bytes
        "82 fe 0005 00000000,       1002", // 16 bits for 5 bytes, §5.2
        "82 ff 000000000000ffff 00000000, 1002", // 64 bits for 65,535
        "82 ff 8000000000000000 00000000, 1002", // 2^63
        "82 ff 7fffffffffffffff 00000000, 1009", // 2^63 − 1
        "82 ff 0000000000100001 00000000, 1009", // one byte above the limit
        "88 81 00000000 03,         1002", // half a code, §7.1.5
        "88 82 00000000 03ed,       1002", // 1005 is never sent, §7.4.1
        "88 82 00000000 03e7,       1002", // 999
        "88 82 00000000 1388,       1002", // 5000
        "88 83 00000000 03e8 ff,    1007", // the reason is not UTF-8
    })
    void shouldCloseWithTheReason(String hex, int code) throws Exception {
        peer.send(HexFormat.of().parseHex(hex.replace(" ", "")));

        byte[] all = peer.readToEnd();

        byte[] close = WebSocketPeer.close(code);
        assertThat(Arrays.copyOfRange(all, Math.max(0, all.length - close.length), all.length))
                .isEqualTo(close);
        Rig.await(closed);
    }

    @Test
    void shouldDeliverWhatCameBeforeAViolation() throws Exception {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.write(WebSocketPeer.frame(0x82, new byte[] {9}));
        frames.write(new byte[] {(byte) 0x82, 0});
        CompletableFuture<Byte> seen = new CompletableFuture<>();
        int port = rig.listen(null, Rig.WEB_SOCKET, connection -> new FirstByteHandler(seen));

        WebSocketPeer other = WebSocketPeer.opened(rig.socket(port));
        other.send(frames.toByteArray());

        assertThat(Rig.await(seen)).isEqualTo((byte) 9);
        assertThat(other.readToEnd()).isEqualTo(WebSocketPeer.close(1002));
    }

    private byte[] echoed(int length) throws Exception {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        while (data.size() < length) {
            byte[] frame = peer.readFrame();
            assertThat(frame[0]).isEqualTo((byte) 0x82);
            int header = frame[1] == 126 ? 4 : frame[1] == 127 ? 10 : 2;
            data.write(frame, header, frame.length - header);
        }
        return data.toByteArray();
    }
}

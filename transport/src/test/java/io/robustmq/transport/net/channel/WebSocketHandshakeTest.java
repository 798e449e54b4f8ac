package io.robustmq.transport.net.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.net.EchoHandler;
import io.robustmq.transport.net.TransportKind;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 6455 §4, byte for byte on a socket. */
@ParameterizedClass
@MethodSource("transports")
class WebSocketHandshakeTest {
    private final TransportKind kind;
    private Rig rig;
    private int port;

    WebSocketHandshakeTest(TransportKind kind) {
        this.kind = kind;
    }

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @BeforeEach
    void listen() throws Exception {
        rig = new Rig(kind);
        port = rig.listen(null, Rig.WEB_SOCKET, EchoHandler::new);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void shouldAcceptWithTheKeyOfTheRfc() throws Exception { // §1.3, [MQTT-6.0.0-4]
        WebSocketPeer peer = new WebSocketPeer(rig.socket(port));

        peer.send(WebSocketPeer.REQUEST);

        assertThat(peer.readHead())
                .isEqualTo(
                        """
                        HTTP/1.1 101 Switching Protocols\r
                        upgrade: websocket\r
                        connection: upgrade\r
                        sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
                        sec-websocket-protocol: mqtt\r
                        \r
                        """);
    }

    @Test
    void shouldReadFramesThatCameWithTheRequest() throws Exception {
        byte[] frame = WebSocketPeer.frame(0x82, new byte[] {1, 2, 3});
        byte[] request = WebSocketPeer.REQUEST.getBytes(StandardCharsets.US_ASCII);
        byte[] both = Arrays.copyOf(request, request.length + frame.length);
        System.arraycopy(frame, 0, both, request.length, frame.length);
        WebSocketPeer peer = new WebSocketPeer(rig.socket(port));

        peer.send(both);

        assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
        assertThat(peer.readFrame()).containsExactly(0x82, 3, 1, 2, 3);
    }

    @Test
    void shouldAcceptTheRequestByteByByte() throws Exception {
        WebSocketPeer peer = new WebSocketPeer(rig.socket(port));

        for (char c : WebSocketPeer.REQUEST.toCharArray()) {
            peer.send(String.valueOf(c));
        }

        assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
    }

    /** Columns: what is replaced in a good request, by what, the answer's status. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET /mqtt HTTP/1.1            | GET /other HTTP/1.1             | 404 Not Found
                    GET /mqtt HTTP/1.1            | GET /mqtt/more HTTP/1.1         | 404 Not Found
                    GET /mqtt HTTP/1.1            | GET /mqtt?token=1 HTTP/1.1      | 101 Switching Protocols
                    GET /mqtt HTTP/1.1            | GET /mqtt HTTP/1.0              | 400 Bad Request
                    GET /mqtt HTTP/1.1            | POST /mqtt HTTP/1.1             | 405 Method Not Allowed
                    GET /mqtt HTTP/1.1            | nonsense                        | 400 Bad Request
                    Host:                         | Hosts:                          | 400 Bad Request
                    Host: server.example.com      | Host: a~Host: b                 | 400 Bad Request
                    Upgrade: websocket            | Upgrade: h2c                    | 400 Bad Request
                    Upgrade: websocket            | Upgrade: h2c, WebSocket         | 101 Switching Protocols
                    Connection: Upgrade           | Connection: keep-alive, Upgrade | 101 Switching Protocols
                    Connection: Upgrade           | Connection: keep-alive          | 400 Bad Request
                    Sec-WebSocket-Key:            | Sec-WebSocket-Keys:             | 400 Bad Request
                    dGhlIHNhbXBsZSBub25jZQ==      | dGhlIHNhbXBsZQ==                | 400 Bad Request
                    dGhlIHNhbXBsZSBub25jZQ==      | not base64!                     | 400 Bad Request
                    Sec-WebSocket-Version: 13     | Sec-WebSocket-Version: 8        | 426 Upgrade Required
                    Sec-WebSocket-Version:        | X-Version:                      | 426 Upgrade Required
                    Sec-WebSocket-Protocol: mqtt  | X-Protocol: mqtt                | 400 Bad Request
                    Sec-WebSocket-Protocol: mqtt  | Sec-WebSocket-Protocol: amqp    | 400 Bad Request
                    Sec-WebSocket-Protocol: mqtt  | Sec-WebSocket-Protocol: MQTT    | 400 Bad Request
                    Sec-WebSocket-Protocol: mqtt  | Sec-WebSocket-Protocol: a, mqtt | 101 Switching Protocols
                    Host: server.example.com      | Host: a~Content-Length: 1       | 400 Bad Request
                    """)
    void shouldAnswerEachRequestByTheRules(String good, String other, String status)
            throws Exception {
        WebSocketPeer peer = new WebSocketPeer(rig.socket(port));

        peer.send(WebSocketPeer.REQUEST.replace(good, other.replace("~", "\r\n")) + "x");

        assertThat(peer.readHead()).startsWith("HTTP/1.1 " + status + "\r\n");
    }

    @Test
    void shouldNameTheVersionItSpeaks() throws Exception { // §4.4
        WebSocketPeer peer = new WebSocketPeer(rig.socket(port));

        peer.send(WebSocketPeer.REQUEST.replace("Version: 13", "Version: 7"));

        assertThat(peer.readHead()).contains("\r\nsec-websocket-version: 13\r\n");
    }

    @Test
    void shouldOfferNoExtension()
            throws Exception { // §9.1: what is not named in the answer is not in use
        WebSocketPeer peer = new WebSocketPeer(rig.socket(port));

        peer.send(
                WebSocketPeer.REQUEST.replace(
                        "Host:", "Sec-WebSocket-Extensions: permessage-deflate\r\nHost:"));

        assertThat(peer.readHead())
                .startsWith("HTTP/1.1 101 ")
                .doesNotContainIgnoringCase("extensions");
    }

    @Test
    void shouldRefuseHeadersBeyondTheirLimit() throws Exception {
        WebSocketPeer peer = new WebSocketPeer(rig.socket(port));

        peer.send(
                WebSocketPeer.REQUEST.replace(
                        "Host:", "X-Long: " + "x".repeat(8 << 10) + "\r\nHost:"));

        assertThat(peer.readHead()).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void shouldRefuseAnEndlessRequestLine() throws Exception {
        WebSocketPeer peer = new WebSocketPeer(rig.socket(port));

        peer.send("GET /" + "x".repeat(5 << 10));

        assertThat(peer.readHead()).startsWith("HTTP/1.1 414 ");
    }

    @Test
    void shouldCloseAfterRefusing() throws Exception {
        Socket socket = rig.socket(port);
        WebSocketPeer peer = new WebSocketPeer(socket);

        peer.send(WebSocketPeer.REQUEST.replace("/mqtt", "/elsewhere") + "and more".repeat(1000));
        String answer = new String(peer.readToEnd(), StandardCharsets.US_ASCII);

        assertThat(answer).startsWith("HTTP/1.1 404 ").endsWith("the path is /mqtt\n");
    }
}

package io.robustmq.conformance.websocket;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.join;
import static io.robustmq.conformance.wire.Bytes.text;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.broker.TestBroker.Listener;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.Connect.Will;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Publish;
import io.robustmq.conformance.wire.WebSocket;
import io.robustmq.conformance.wire.WireClient;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS P10: MQTT packets in WebSocket frames, and what else may come in them. */
@ExtendWith(BrokerExtension.class)
class WebSocketTest {
    private final TestBroker broker;

    WebSocketTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({"MQTT5:6.0.0-4", "MQTT311:6.0.0-4", "MQTT5:4.2-1", "MQTT311:7.1.1-1"})
    void shouldServeOverWebSocket(MqttVersion version) {
        for (Listener listener : List.of(Listener.WS, Listener.WSS)) {
            String topic = Names.topic();
            MqttClient client = connect(listener, version).subscribe(topic, 2);

            client.publish(Publish.to(topic, "x".repeat(70_000)).qos(2));

            client.expect(topic, "x".repeat(70_000));
        }
    }

    @EveryVersion
    @Statement({"MQTT5:6.0.0-2", "MQTT311:6.0.0-2"})
    void shouldReadPacketsSplitOverFramesOfOneByte(MqttVersion version) {
        WebSocket webSocket = open();
        for (byte each : Connect.as(version, Names.clientId()).bytes()) {
            webSocket.send(WebSocket.BINARY, new byte[] {each});
        }

        assertThat(webSocket.client().receive().connack(version).code()).isZero();
    }

    @EveryVersion
    @Statement({"MQTT5:6.0.0-2", "MQTT311:6.0.0-2"})
    void shouldReadSeveralPacketsInOneFrame(MqttVersion version) {
        WebSocket webSocket = open();

        webSocket.send(
                WebSocket.BINARY,
                join(Connect.as(version, Names.clientId()).bytes(), bytes(0xC0, 0, 0xC0, 0)));

        WireClient client = webSocket.client();
        assertThat(client.receive().connack(version).code()).isZero();
        client.expect(0xD0, 0).expect(0xD0, 0);
    }

    @Test
    @Statement({"MQTT5:6.0.0-2", "MQTT311:6.0.0-2"})
    void shouldReadFragmentsWithControlFramesBetweenThem() throws IOException {
        WebSocket webSocket = open();
        byte[] connect = Connect.as(V5, Names.clientId()).bytes();

        webSocket.sendFragment(WebSocket.BINARY, Arrays.copyOf(connect, 3));
        webSocket.send(WebSocket.PING, bytes('h', 'i'));
        webSocket.sendFragment(WebSocket.CONTINUATION, Arrays.copyOfRange(connect, 3, 9));
        webSocket.send(WebSocket.CONTINUATION, Arrays.copyOfRange(connect, 9, connect.length));

        WebSocket.Frame pong = webSocket.receive();
        assertThat(pong.opcode()).isEqualTo(WebSocket.PONG);
        assertThat(pong.payload()).containsExactly('h', 'i');
        assertThat(webSocket.client().receive().connack(V5).code()).isZero();
    }

    @Test
    @Statement({"MQTT5:6.0.0-1", "MQTT311:6.0.0-1"})
    void shouldCloseOnATextFrame() {
        open().send(WebSocket.TEXT, text("hello")).expectClosed(1003);
    }

    @Test
    @Statement({"MQTT5:6.0.0-1", "MQTT311:6.0.0-1"})
    void shouldAnswerInBinaryFrames() throws IOException {
        WebSocket webSocket = open();

        webSocket.send(WebSocket.BINARY, Connect.as(V5, Names.clientId()).bytes());

        assertThat(webSocket.receive().opcode()).isEqualTo(WebSocket.BINARY);
    }

    @Test
    void shouldCloseOnAnUnmaskedFrame() {
        open().sendUnmasked(WebSocket.BINARY, Connect.as(V5, Names.clientId()).bytes())
                .expectClosed(1002);
    }

    @Test
    void shouldCloseOnFramesThatRfc6455Forbids() {
        open().write(bytes(0xC2, 0x80, 1, 2, 3, 4)).expectClosed(1002); // RSV1 without an extension
        open().write(bytes(0x83, 0x80, 1, 2, 3, 4)).expectClosed(1002); // opcode 3
        open().write(bytes(0x80, 0x80, 1, 2, 3, 4)).expectClosed(1002); // continues nothing
        open().write(bytes(0x09, 0x80, 1, 2, 3, 4)).expectClosed(1002); // a fragmented ping
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x7F, 0x01})
    void shouldCloseOnAnEnormousLength(int firstByteOfLength) {
        // 2^63 and more, and 2^56: neither allocated nor waited for.
        byte[] frame =
                join(bytes(0x82, 0xFF, firstByteOfLength, 0, 0, 0, 0, 0, 0, 0), bytes(1, 2, 3, 4));

        open().write(frame).expectClosedByOneOf(1002, 1009);
    }

    @Test
    @Statement({"MQTT5:6.0.0-4", "MQTT311:6.0.0-4"})
    void shouldRefuseAnUpgradeWithoutTheSubprotocol() {
        assertThat(status(WebSocket.upgrade("/mqtt", "", false))).startsWith("HTTP/1.1 400");
        assertThat(status(WebSocket.upgrade("/mqtt", "chat, soap", true)))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    @Statement({"MQTT5:6.0.0-4", "MQTT311:6.0.0-4"})
    void shouldChooseTheSubprotocolAmongOthers() {
        WebSocket webSocket = WebSocket.raw(broker.socket(Listener.WS));

        WebSocket.Answer answer = webSocket.request(WebSocket.upgrade("/mqtt", "chat, mqtt", true));

        assertThat(answer.headers()).contains("sec-websocket-protocol: mqtt");
    }

    @Test
    void shouldRefuseWhatIsNoUpgrade() {
        assertThat(status(WebSocket.upgrade("/other", "mqtt", true))).startsWith("HTTP/1.1 404");
        assertThat(status("GET /mqtt HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        String oldVersion =
                WebSocket.upgrade("/mqtt", "mqtt", true).replace("Version: 13", "Version: 8");
        assertThat(status(oldVersion)).startsWith("HTTP/1.1 4");
    }

    @Test
    void shouldAnswerAClose() {
        WebSocket webSocket = open();

        webSocket.send(WebSocket.CLOSE, bytes(0x03, 0xE8));

        webSocket.expectClosed(1000);
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.2-8", "MQTT311:3.1.2-8"})
    void shouldPublishTheWillWhenTheWebSocketCloses(MqttVersion version) {
        String topic = Names.topic();
        MqttClient watcher = broker.connect(version).subscribe(topic, 0);
        WebSocket webSocket = open();
        webSocket.send(
                WebSocket.BINARY,
                Connect.as(version, Names.clientId()).will(Will.will(topic, "gone")).bytes());
        assertThat(webSocket.client().receive().connack(version).code()).isZero();

        webSocket.send(WebSocket.CLOSE, bytes(0x03, 0xE8));

        watcher.expect(topic, "gone"); // No DISCONNECT was sent.
    }

    private WebSocket open() {
        return WebSocket.open(broker.socket(Listener.WS));
    }

    private MqttClient connect(Listener listener, MqttVersion version) {
        return MqttClient.connect(broker.open(listener), Connect.as(version, Names.clientId()));
    }

    private String status(String request) {
        return WebSocket.raw(broker.socket(Listener.WS)).request(request).status();
    }
}

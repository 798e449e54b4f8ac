package io.robustmq.loadgen.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.core.TransportChoice;
import io.robustmq.transport.net.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client against a server that is a plain socket: bytes in, bytes out. */
class MqttClientTest {
    private static final int TIMEOUT_S = 30;

    private final CompletableFuture<String> told = new CompletableFuture<>();

    @Test
    void shouldConnectAndPingAsTheServerWants() throws Exception { // [MQTT-3.2.2-21]
        byte[] connect = {
            0x10, 15, 0, 4, 'M', 'Q', 'T', 'T', 5, 0b10, 0, 0, 0, 0, 2, 'm', 'e'
        }; // clean start, no keep alive, no properties
        byte[] connack = {0x20, 6, 0, 0, 3, 0x13, 0, 1}; // success, server keep alive 1 s

        try (ServerSocket server = server();
                Cores cores = Cores.start(config(), core -> CoreDuty.NONE)) {
            connect(cores, server);
            try (Socket peer = accept(server)) {
                assertThat(peer.getInputStream().readNBytes(connect.length)).isEqualTo(connect);
                peer.getOutputStream().write(connack);

                assertThat(peer.getInputStream().readNBytes(4)).containsExactly(0xC0, 0, 0xC0, 0);
            }
        }
        assertThat(told).isCompletedWithValue("connected");
    }

    @Test
    void shouldSayWhyItWasRefused() throws Exception {
        byte[] connack = {0x20, 3, 0, (byte) 0x87, 0}; // not authorized

        assertThat(answerTo(connack)).isEqualTo("CONNECT was refused: reason 0x87");
    }

    @Test
    void shouldNotTakeAnAcknowledgementOfNothing() throws Exception {
        byte[] puback = {0x40, 2, 0, 1};

        assertThat(answerTo(puback)).isEqualTo("an acknowledgement of nothing");
    }

    @Test
    void shouldSayThatTheServerClosed() throws Exception {
        assertThat(answerTo(new byte[0])).isEqualTo("the connection closed");
    }

    /** What the client says when the server answers its CONNECT so, and closes. */
    private String answerTo(byte[] answer) throws Exception {
        try (ServerSocket server = server();
                Cores cores = Cores.start(config(), core -> CoreDuty.NONE)) {
            connect(cores, server);
            try (Socket peer = accept(server)) {
                peer.getInputStream().readNBytes(17);
                peer.getOutputStream().write(answer);
            }
            return told.get(TIMEOUT_S, TimeUnit.SECONDS);
        }
    }

    private void connect(Cores cores, ServerSocket server) {
        Endpoint endpoint =
                Endpoint.tcp(
                        "test",
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), server.getLocalPort()));
        cores.core(0)
                .execute(() ->
                        cores.core(0)
                                .connect(
                                        endpoint,
                                        connection -> {
                                            MqttClient client =
                                                    new MqttClient(
                                                            connection, MqttVersion.V5, new Told());
                                            client.connect("me", null, null, false);
                                            return client;
                                        },
                                        told::completeExceptionally));
    }

    private static ServerSocket server() throws Exception {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static Socket accept(ServerSocket server) throws Exception {
        server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TIMEOUT_S));
        Socket peer = server.accept();
        peer.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TIMEOUT_S));
        return peer;
    }

    private static CoreConfig config() throws Exception {
        return CoreConfig.of(TransportChoice.resolve(null).kind());
    }

    /** Keeps the first thing it is told. */
    private final class Told implements Life {
        @Override
        public void onConnected(MqttClient client) {
            told.complete("connected");
        }

        @Override
        public void onSubscribed(MqttClient client) {
            told.complete("subscribed");
        }

        @Override
        public void onEnded(MqttClient client, String why) {
            told.complete(why);
        }
    }
}

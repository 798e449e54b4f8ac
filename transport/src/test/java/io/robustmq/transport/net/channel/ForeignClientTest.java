package io.robustmq.transport.net.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.net.EchoHandler;
import io.robustmq.transport.net.TransportKind;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** WebSocket with somebody else's client: the JDK's. */
@ParameterizedClass
@MethodSource("transports")
class ForeignClientTest {
    private static final int TOTAL_BYTES = 2 << 20;
    private static final int MESSAGE_BYTES = 100_000;

    private final TransportKind kind;
    @TempDir Path directory;

    ForeignClientTest(TransportKind kind) {
        this.kind = kind;
    }

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @Test
    void shouldServeTheJdkOverWebSocket() throws Exception {
        try (Rig rig = new Rig(kind);
                HttpClient client = HttpClient.newHttpClient()) {
            int port = rig.listen(null, Rig.WEB_SOCKET, EchoHandler::new);

            assertEchoes(client, "ws://127.0.0.1:" + port + "/mqtt");
        }
    }

    @Test
    void shouldServeTheJdkOverSecureWebSocket() throws Exception {
        Certificates authority = new Certificates(directory, "authority");
        Certificates.Identity server = authority.issue("CN=server", "EC");
        try (Rig rig = new Rig(kind);
                HttpClient client =
                        HttpClient.newBuilder().sslContext(authority.client(null)).build();
                PemTlsContext tls =
                        PemTlsContext.server(
                                TlsServerOptions.withoutClientCertificates(
                                        server.certificateFile(), server.keyFile()),
                                rig.keyWorkers())) {
            int port = rig.listen(tls, Rig.WEB_SOCKET, EchoHandler::new);

            assertEchoes(client, "wss://localhost:" + port + "/mqtt");
        }
    }

    private static void assertEchoes(HttpClient client, String uri) throws Exception {
        Collector echoed = new Collector();
        WebSocket socket =
                Rig.await(
                        client.newWebSocketBuilder()
                                .subprotocols("mqtt")
                                .buildAsync(URI.create(uri), echoed));
        for (int at = 0; at < TOTAL_BYTES; at += MESSAGE_BYTES) {
            byte[] message = ByteStream.bytes(at, Math.min(MESSAGE_BYTES, TOTAL_BYTES - at));
            Rig.await(socket.sendBinary(ByteBuffer.wrap(message), true));
        }

        assertThat(Rig.await(echoed.all)).isEqualTo(ByteStream.bytes(0, TOTAL_BYTES));
        Rig.await(socket.sendClose(WebSocket.NORMAL_CLOSURE, "done"));
        assertThat(Rig.await(echoed.status)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }

    private static final class Collector implements WebSocket.Listener {
        final CompletableFuture<byte[]> all = new CompletableFuture<>();
        final CompletableFuture<Integer> status = new CompletableFuture<>();
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();

        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            received.writeBytes(bytes);
            if (received.size() >= TOTAL_BYTES) {
                all.complete(received.toByteArray());
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(
                WebSocket socket, int statusCode, String reason) {
            status.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            all.completeExceptionally(error);
            status.completeExceptionally(error);
        }
    }
}

package io.robustmq.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.server.config.ConfigLoader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
    private static final int TIMEOUT_MS = 10_000;

    @TempDir Path data;

    @Test
    void shouldBeReadyWhileItRunsAndGoneAfterwards() throws IOException {
        Launcher broker = start();
        InetSocketAddress admin = address(broker, "admin.http");

        assertThat(get(admin, "/health/ready")).startsWith("HTTP/1.1 200 ");
        assertThat(get(admin, "/metrics")).contains("\nprocess_resident_memory_bytes ");
        broker.close();

        assertThatThrownBy(() -> get(admin, "/health/live")).isInstanceOf(ConnectException.class);
    }

    private Launcher start() throws IOException {
        List<String> anyPorts =
                List.of(
                        "mqtt.tcp=127.0.0.1:0",
                        "mqtt.ws=127.0.0.1:0",
                        "kafka.tcp=127.0.0.1:0",
                        "admin.http=127.0.0.1:0",
                        "engine.cores=1",
                        "data.directory=" + data);
        return Launcher.start(
                ConfigLoader.load(ConfigLoader.read(null, Map.of(), anyPorts)), () -> {});
    }

    private static InetSocketAddress address(Launcher broker, String listener) {
        return broker.status().listeners().stream()
                .filter(candidate -> candidate.name().equals(listener))
                .findFirst()
                .orElseThrow()
                .address();
    }

    private static String get(InetSocketAddress address, String path) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(address, TIMEOUT_MS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}

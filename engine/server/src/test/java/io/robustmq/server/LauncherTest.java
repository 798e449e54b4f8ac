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
import java.util.ArrayList;
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
        assertThat(broker.status().kafkaOff()).isNull();
        assertThat(get(admin, "/metrics")).contains("\nprocess_resident_memory_bytes ");
        broker.close();

        assertThatThrownBy(() -> get(admin, "/health/live")).isInstanceOf(ConnectException.class);
    }

    @Test
    void shouldServeNoKafkaWhereNothingIsStoredAndSayWhy() throws IOException {
        try (Launcher broker = start("journal.durability=off")) {
            Status status = broker.status();

            assertThat(status.listeners())
                    .extracting(Status.Listener::name)
                    .contains("mqtt.tcp")
                    .doesNotContain("kafka.tcp");
            assertThat(status.kafkaOff()).startsWith("journal.durability is off");
            assertThat(get(address(broker, "admin.http"), "/health/ready"))
                    .startsWith("HTTP/1.1 200 ");
        }
        try (Launcher broker = start("journal.durability=off", "kafka.tcp=off")) {
            assertThat(broker.status().kafkaOff()).as("not asked for").isNull();
        }
    }

    private Launcher start(String... more) throws IOException {
        List<String> settings = new ArrayList<>();
        settings.addAll(
                List.of(
                        "mqtt.tcp=127.0.0.1:0",
                        "mqtt.ws=127.0.0.1:0",
                        "kafka.tcp=127.0.0.1:0",
                        "admin.http=127.0.0.1:0",
                        "engine.cores=1",
                        "data.directory=" + data));
        settings.addAll(List.of(more));
        return Launcher.start(
                ConfigLoader.load(ConfigLoader.read(null, Map.of(), settings)), () -> {});
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

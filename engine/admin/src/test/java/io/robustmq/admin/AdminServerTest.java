package io.robustmq.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and answers as bytes on a socket. */
class AdminServerTest {
    private static final int TIMEOUT_MS = 10_000;
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final AtomicBoolean ready = new AtomicBoolean();
    private final List<String> remarks = new ArrayList<>();
    private final AtomicLong connections = new AtomicLong();
    private AdminServer server;

    AdminServerTest() throws IOException {
        server = start();
    }

    @BeforeEach
    void reset() {
        ready.set(false);
        connections.set(12);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldReadTheCellsAtEachScrape() throws IOException {
        String first = request("GET", "/metrics");
        connections.set(13);
        String second = request("GET", "/metrics");

        assertThat(first)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .containsIgnoringCase("content-type: text/plain; version=0.0.4; charset=utf-8\r\n")
                .endsWith(
                        """
                        # HELP mqtt_connections open MQTT connections
                        # TYPE mqtt_connections gauge
                        mqtt_connections{core="0"} 12
                        """);
        assertThat(second).endsWith("mqtt_connections{core=\"0\"} 13\n");
    }

    @Test
    void shouldBeLiveAtOnceAndReadyWhenServing() throws IOException {
        assertThat(request("GET", "/health/live")).startsWith("HTTP/1.1 200 ").endsWith("live\n");
        assertThat(request("GET", "/health/ready"))
                .startsWith("HTTP/1.1 503 ")
                .endsWith("not ready\n");

        ready.set(true);

        assertThat(request("GET", "/health/ready")).startsWith("HTTP/1.1 200 ").endsWith("ready\n");

        remarks.add("disk full");

        assertThat(request("GET", "/health/ready"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("ready\ndisk full\n");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /,               404",
        "GET,    /metrics/,       404",
        "GET,    /metricsx,       404",
        "GET,    /health,         404",
        "POST,   /nothing,        404",
        "POST,   /metrics,        405",
        "DELETE, /health/live,    405",
        "HEAD,   /metrics,        200",
        "GET,    /metrics?x=1,    200",
    })
    void shouldAnswerByPathAndMethod(String method, String target, int status) throws IOException {
        String answer = request(method, target);

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        if (status == 405) { // RFC 9110 §15.5.6
            assertThat(answer).containsIgnoringCase("\r\nallow: GET, HEAD\r\n");
        }
        if (method.equals("HEAD")) {
            assertThat(answer).containsIgnoringCase("content-length: ").endsWith("\r\n\r\n");
        }
    }

    @Test
    void shouldRefuseAnAddressThatIsTaken() {
        InetSocketAddress taken =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());

        assertThatThrownBy(() ->
                        AdminServer.start(taken, List.of(), () -> new Readiness(true, List.of())))
                .isInstanceOf(IOException.class);
    }

    private AdminServer start() throws IOException {
        MetricSource source =
                out ->
                        out.gauge("mqtt_connections", "open MQTT connections")
                                .sample(Exposition.label("core", "0"), connections.get());
        return AdminServer.start(
                ANY_PORT, List.of(source), () -> new Readiness(ready.get(), remarks));
    }

    private String request(String method, String target) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(TIMEOUT_MS);
            String request =
                    method + " " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}

package io.robustmq.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * {@code /metrics}, {@code /health/live} and {@code /health/ready} over HTTP, each request on a
 * virtual thread; the cores never know. Time and connection limits are the JDK server's, set in the
 * flags file.
 */
public final class AdminServer implements AutoCloseable {
    private static final int BACKLOG = 64;

    private final HttpServer http;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final List<MetricSource> sources;
    private final Supplier<Readiness> readiness;

    private AdminServer(
            HttpServer http, List<MetricSource> sources, Supplier<Readiness> readiness) {
        this.http = http;
        this.sources = List.copyOf(sources);
        this.readiness = readiness;
    }

    /**
     * Bound and answering when this returns.
     *
     * @param readiness whether the broker serves clients at this moment, and what is wrong
     * @throws IOException the address is taken or not ours
     */
    public static AdminServer start(
            InetSocketAddress address, List<MetricSource> sources, Supplier<Readiness> readiness)
            throws IOException {
        HttpServer http = HttpServer.create(address, BACKLOG);
        AdminServer server = new AdminServer(http, sources, readiness);
        http.createContext("/", server::answer);
        http.setExecutor(server.requests);
        http.start();
        return server;
    }

    /** The port really bound. */
    public int port() {
        return http.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = route(exchange.getRequestURI().getPath());
            String method = exchange.getRequestMethod();
            if (answer.status != 404 && !method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                answer = new Answer(405, "method not allowed\n");
            }
            send(exchange, answer, method.equals("HEAD"));
        }
    }

    private Answer route(String path) {
        return switch (path) {
            case "/metrics" -> new Answer(200, scrape(), Exposition.CONTENT_TYPE);
            case "/health/live" -> new Answer(200, "live\n");
            case "/health/ready" -> ready(readiness.get());
            default -> new Answer(404, "not found\n");
        };
    }

    private static Answer ready(Readiness now) {
        StringBuilder body = new StringBuilder(now.isReady() ? "ready\n" : "not ready\n");
        now.remarks().forEach(remark -> body.append(remark).append('\n'));
        return new Answer(now.isReady() ? 200 : 503, body.toString());
    }

    private String scrape() {
        Exposition out = new Exposition();
        for (MetricSource source : sources) {
            source.writeTo(out);
        }
        return out.toString();
    }

    private static void send(HttpExchange exchange, Answer answer, boolean headOnly)
            throws IOException {
        byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType);
        if (headOnly) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(answer.status, -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Requests under way are cut. */
    @Override
    public void close() {
        http.stop(0);
        requests.shutdownNow();
    }

    private record Answer(int status, String body, String contentType) {
        Answer(int status, String body) {
            this(status, body, "text/plain; charset=utf-8");
        }
    }
}

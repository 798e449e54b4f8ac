package io.robustmq.conformance.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.conformance.broker.TestBroker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** What {@code /health/ready} says. */
final class Health {
    private static final long PATIENCE_NS = 20_000_000_000L;

    private Health() {}

    static String of(TestBroker broker) {
        URI ready = URI.create("http://127.0.0.1:" + broker.admin().getPort() + "/health/ready");
        try {
            HttpURLConnection asked = (HttpURLConnection) ready.toURL().openConnection();
            int status = asked.getResponseCode();
            try (InputStream body =
                    status == 200 ? asked.getInputStream() : asked.getErrorStream()) {
                return status + " " + new String(body.readAllBytes(), UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks until it says this, or has not for too long. */
    static void await(TestBroker broker, String text) {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        String said = of(broker);
        while (!said.contains(text)) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("never said " + text + ", but " + said);
            }
            Thread.onSpinWait();
            said = of(broker);
        }
    }
}

package io.robustmq.conformance.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.conformance.broker.TestBroker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Collection;
import java.util.Map;

/** One answer of {@code /metrics}. */
final class Scrape {
    private final Map<String, MetricFamily> families;

    private Scrape(Map<String, MetricFamily> families) {
        this.families = families;
    }

    static Scrape of(TestBroker broker) {
        URI metrics = URI.create("http://127.0.0.1:" + broker.admin().getPort() + "/metrics");
        try (InputStream body = metrics.toURL().openStream()) {
            return new Scrape(ScrapeParser.parse(new String(body.readAllBytes(), UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Collection<MetricFamily> families() {
        return families.values();
    }

    /** The sum of a metric over all cores and labels. */
    long sum(String name) {
        return sum(name, Map.of());
    }

    /** The sum over the samples that have this label. */
    long sum(String name, String label, String value) {
        return sum(name, Map.of(label, value));
    }

    private long sum(String name, Map<String, String> labels) {
        MetricFamily family = families.get(name.replaceFirst("_count$", ""));
        if (family == null) {
            throw new AssertionError("no metric " + name);
        }
        return (long)
                family.samples().stream()
                        .filter(sample -> sample.name().equals(name))
                        .filter(sample -> sample.labels().entrySet().containsAll(labels.entrySet()))
                        .mapToDouble(MetricFamily.Sample::value)
                        .sum();
    }
}

package io.robustmq.conformance.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.conformance.broker.TestBroker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** One answer of {@code /metrics}. */
final class Scrape {
    private static final long PATIENCE_NS = 20_000_000_000L;
    private static final long POLL_NS = 100_000_000;

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

    /** The first that has something: what cores publish now and then comes within seconds. */
    static Scrape once(TestBroker broker, Predicate<Scrape> hasIt) {
        long untilNs = System.nanoTime() + PATIENCE_NS;
        Scrape scrape = of(broker);
        while (!hasIt.test(scrape)) {
            if (System.nanoTime() - untilNs > 0) {
                throw new AssertionError("not in time");
            }
            LockSupport.parkNanos(POLL_NS);
            scrape = of(broker);
        }
        return scrape;
    }

    /** Whether the metric has a sample. */
    boolean has(String name) {
        MetricFamily family = families.get(name);
        return family != null && !family.samples().isEmpty();
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

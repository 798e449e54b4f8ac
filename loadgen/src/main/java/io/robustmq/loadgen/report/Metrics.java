package io.robustmq.loadgen.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What requirements can be about; times in nanoseconds, the rest plain numbers. */
public final class Metrics {
    private static final List<String> COUNTS =
            List.of(
                    "rate",
                    "sent-rate",
                    "lost",
                    "duplicated",
                    "reordered",
                    "corrupt",
                    "refused",
                    "failed",
                    "cpu-ns");

    /** The percentiles printed everywhere, by name. */
    static final Map<String, Double> PERCENTILES = percentiles();

    /** End to end, acknowledgement, the generator's own delay. */
    private static final List<String> TIME_PREFIXES = List.of("", "ack-", "delay-");

    private final Map<String, Double> values = new HashMap<>();

    private static Map<String, Double> percentiles() {
        Map<String, Double> named = new LinkedHashMap<>();
        for (double percentile : new double[] {50, 90, 99, 99.9, 99.99, 100}) {
            named.put(
                    percentile == 100
                            ? "max"
                            : "p" + (percentile % 1 == 0 ? "" + (int) percentile : percentile),
                    percentile);
        }
        return named;
    }

    public Metrics put(String name, double value) {
        if (!isName(name)) {
            throw new IllegalArgumentException(name);
        }
        values.put(name, value);
        return this;
    }

    /**
     * @param prefix empty, {@code ack-} or {@code delay-}
     */
    public Metrics put(String prefix, Histogram times) {
        if (times.getTotalCount() > 0) {
            PERCENTILES.forEach((name, percentile) ->
                    put(prefix + name, times.getValueAtPercentile(percentile)));
        }
        return this;
    }

    /**
     * @return NaN when it was not measured
     */
    double get(String name) {
        return values.getOrDefault(name, Double.NaN);
    }

    String show(String name) {
        double value = get(name);
        if (Double.isNaN(value)) {
            return "nothing";
        }
        return isTime(name)
                ? String.format(Locale.ROOT, "%.3f ms", value / 1e6)
                : String.format(Locale.ROOT, "%,.0f", value);
    }

    static boolean isName(String name) {
        return COUNTS.contains(name) || isTime(name);
    }

    static boolean isTime(String name) {
        return TIME_PREFIXES.stream()
                .anyMatch(prefix ->
                        name.startsWith(prefix)
                                && PERCENTILES.containsKey(name.substring(prefix.length())));
    }

    static boolean isDeliveryTime(String name) {
        return PERCENTILES.containsKey(name);
    }

    static String names() {
        List<String> names = new ArrayList<>(COUNTS);
        names.addAll(PERCENTILES.keySet());
        names.addAll(Arrays.asList("ack-p99", "delay-p99", "…"));
        return String.join(", ", names);
    }
}

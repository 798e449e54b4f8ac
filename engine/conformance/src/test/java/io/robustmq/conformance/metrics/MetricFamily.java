package io.robustmq.conformance.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A metric with all its samples.
 *
 * @param type counter, gauge or histogram
 */
record MetricFamily(String name, String type, String help, List<Sample> samples) {
    /** The label that only buckets have. */
    static final String BOUND = "le";

    /**
     * @param name the family's; of histograms with {@code _bucket}, {@code _sum} or {@code _count}
     */
    record Sample(String name, Map<String, String> labels, double value) {}

    MetricFamily(String name, String type, String help) {
        this(name, type, help, new ArrayList<>());
    }

    /** Names of the samples' labels. */
    SortedSet<String> labelNames() {
        SortedSet<String> names = new TreeSet<>();
        samples.forEach(sample -> names.addAll(sample.labels().keySet()));
        names.remove(BOUND);
        return names;
    }
}

package io.robustmq.conformance.metrics;

import static io.robustmq.conformance.metrics.ScrapeParser.require;

import io.robustmq.conformance.metrics.MetricFamily.Sample;
import java.util.Iterator;

/**
 * Each label set of a histogram: buckets by rising bounds, the last one unbounded, counting
 * everything up to them; then the sum, then the count, which is the last bucket's.
 */
final class HistogramCheck {
    private final Iterator<Sample> samples;
    private final String name;

    private HistogramCheck(MetricFamily family) {
        this.samples = family.samples().iterator();
        this.name = family.name();
    }

    static void check(MetricFamily family) {
        HistogramCheck check = new HistogramCheck(family);
        while (check.samples.hasNext()) {
            check.one();
        }
    }

    private void one() {
        double bound = Double.NEGATIVE_INFINITY;
        double below = 0;
        Sample bucket;
        do {
            bucket = next("_bucket");
            String text = bucket.labels().getOrDefault(MetricFamily.BOUND, "");
            require(!text.isEmpty(), "bucket without le: " + bucket);
            double newBound = Double.parseDouble(text.replace("Inf", "Infinity"));
            require(newBound > bound, "bounds do not rise: " + bucket);
            require(bucket.value() >= below, "buckets are not cumulative: " + bucket);
            bound = newBound;
            below = bucket.value();
        } while (bound != Double.POSITIVE_INFINITY);
        Sample sum = next("_sum");
        Sample count = next("_count");
        require(count.value() == below, "count is not the last bucket's: " + count);
        require(
                sum.labels().equals(count.labels())
                        && bucket.labels().entrySet().containsAll(sum.labels().entrySet())
                        && bucket.labels().size() == sum.labels().size() + 1,
                "labels differ: " + count);
    }

    private Sample next(String suffix) {
        require(samples.hasNext(), name + " ends before " + suffix);
        Sample sample = samples.next();
        require(sample.name().equals(name + suffix), "wants " + suffix + ": " + sample);
        return sample;
    }
}

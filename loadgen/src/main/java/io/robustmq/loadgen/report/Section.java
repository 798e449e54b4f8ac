package io.robustmq.loadgen.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A named group of a report's values, in the order they were put. */
public final class Section {
    private final Map<String, Object> values = new LinkedHashMap<>();

    public Section put(String name, long value) {
        values.put(name, value);
        return this;
    }

    /** Three decimals are kept: the rest is noise. */
    public Section put(String name, double value) {
        values.put(name, Math.round(value * 1000) / 1000.0);
        return this;
    }

    public Section put(String name, boolean value) {
        values.put(name, value);
        return this;
    }

    public Section put(String name, String value) {
        values.put(name, value);
        return this;
    }

    /** Count and percentiles in microseconds. */
    public Section putMicros(Histogram times) {
        put("count", times.getTotalCount());
        Metrics.PERCENTILES.forEach(
                (name, percentile) -> put(name, times.getValueAtPercentile(percentile) / 1e3));
        return this;
    }

    /**
     * @return the number put under this name, NaN if there is none
     */
    public double number(String name) {
        return values.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    Map<String, Object> values() {
        return values;
    }
}

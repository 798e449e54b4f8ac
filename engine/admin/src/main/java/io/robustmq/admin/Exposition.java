package io.robustmq.admin;

import java.util.HashSet;
import java.util.Set;

/**
 * One scrape's answer in the Prometheus text format 0.0.4: families one after another, each with
 * its samples. Made for one scrape by one thread.
 *
 * <pre>
 * # HELP robustmq_mqtt_connections open MQTT connections
 * # TYPE robustmq_mqtt_connections gauge
 * robustmq_mqtt_connections{core="0"} 12
 * </pre>
 */
public final class Exposition {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder out = new StringBuilder(8 << 10);
    private final Set<String> families = new HashSet<>();
    private String family = "";

    /** Begins a counter when the name ends in {@code _total}, else a gauge. */
    public Exposition family(String name, String help) {
        return name.endsWith("_total") ? counter(name, help) : gauge(name, help);
    }

    /**
     * Begins a family whose values only rise.
     *
     * @param name ends in {@code _total}
     */
    public Exposition counter(String name, String help) {
        return begin(name, help, "counter");
    }

    /** Begins a family whose values rise and fall. */
    public Exposition gauge(String name, String help) {
        return begin(name, help, "gauge");
    }

    /** Begins a family for {@link #buckets}. */
    public Exposition histogram(String name, String help) {
        return begin(name, help, "histogram");
    }

    /**
     * @param labels as {@link #label} makes them, joined by commas; empty for none
     */
    public Exposition sample(String labels, long value) {
        head("", labels).append(value).append('\n');
        return this;
    }

    public Exposition sample(String labels, double value) {
        head("", labels).append(number(value)).append('\n');
        return this;
    }

    /**
     * @param upperBounds of the buckets, rising, in the family's unit; the last bucket, without a
     *     bound, is added
     * @param counts of each bucket alone, one more than bounds
     */
    public Exposition buckets(String labels, double[] upperBounds, long[] counts, double sum) {
        String prefix = labels.isEmpty() ? "" : labels + ",";
        long below = 0;
        for (int i = 0; i < counts.length; i++) {
            below += counts[i];
            String bound = i < upperBounds.length ? number(upperBounds[i]) : "+Inf";
            head("_bucket", prefix + label("le", bound)).append(below).append('\n');
        }
        head("_sum", labels).append(number(sum)).append('\n');
        head("_count", labels).append(below).append('\n');
        return this;
    }

    /** {@code name="value"} with the value escaped. */
    public static String label(String name, String value) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return name + "=\"" + escaped + '"';
    }

    private Exposition begin(String name, String help, String type) {
        if (!families.add(name)) {
            throw new IllegalStateException("metric family " + name + " begun twice");
        }
        family = name;
        String escaped = help.replace("\\", "\\\\").replace("\n", "\\n");
        out.append("# HELP ").append(name).append(' ').append(escaped).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    private StringBuilder head(String suffix, String labels) {
        out.append(family).append(suffix);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        return out.append(' ');
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return Double.isInfinite(value) ? (value > 0 ? "+Inf" : "-Inf") : Double.toString(value);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}

package io.robustmq.loadgen.report;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing a run must reach: {@code p99<1ms}, {@code rate>=1M}, {@code lost=0}.
 *
 * @param text as it was given
 * @param metric a name of {@link Metrics}
 * @param relation between what was measured and the limit
 * @param limit in the metric's own unit: nanoseconds for times, else as written
 */
public record Requirement(String text, String metric, Relation relation, double limit) {
    private static final Pattern FORM =
            Pattern.compile(
                    "([a-z][a-z0-9.-]*)\\s*(<=|>=|<|>|=)\\s*([0-9][0-9_]*(?:\\.[0-9]+)?)(\\p{L}*)");

    private static final Map<String, Double> TIME_UNITS =
            Map.of("ns", 1.0, "us", 1e3, "µs", 1e3, "ms", 1e6, "s", 1e9);

    private static final Map<String, Double> COUNT_UNITS =
            Map.of("", 1.0, "k", 1e3, "M", 1e6, "G", 1e9);

    /** How a measured value stands to a limit. */
    public enum Relation {
        LESS("<"),
        AT_MOST("<="),
        EQUAL("="),
        AT_LEAST(">="),
        MORE(">");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }

        boolean holds(double value, double limit) {
            return switch (this) {
                case LESS -> value < limit;
                case AT_MOST -> value <= limit;
                case EQUAL -> value == limit;
                case AT_LEAST -> value >= limit;
                case MORE -> value > limit;
            };
        }

        private static Relation of(String sign) {
            for (Relation relation : values()) {
                if (relation.sign.equals(sign)) {
                    return relation;
                }
            }
            throw new IllegalArgumentException(sign);
        }
    }

    /**
     * @throws IllegalArgumentException says what is allowed instead
     */
    public static Requirement parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no requirement; write one as p99<1ms, rate>=1M or lost=0");
        }
        String metric = form.group(1);
        if (!Metrics.isName(metric)) {
            throw new IllegalArgumentException(
                    "'" + text + "': there is no '" + metric + "'; one of " + Metrics.names());
        }
        Map<String, Double> units = Metrics.isTime(metric) ? TIME_UNITS : COUNT_UNITS;
        Double unit = units.get(form.group(4));
        if (unit == null) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "'%s': '%s' wants %s",
                            text,
                            metric,
                            Metrics.isTime(metric)
                                    ? "a time: ns, us, ms or s"
                                    : "a number, with k, M or G if you like"));
        }
        double number = Double.parseDouble(form.group(3).replace("_", ""));
        return new Requirement(text.strip(), metric, Relation.of(form.group(2)), number * unit);
    }

    /** Needs end-to-end times, which cost the receiver something to take. */
    public boolean isAboutDelivery() {
        return Metrics.isDeliveryTime(metric);
    }

    /** What was not measured is not met. */
    public boolean isMetBy(Metrics measured) {
        double value = measured.get(metric);
        return !Double.isNaN(value) && relation.holds(value, limit);
    }
}

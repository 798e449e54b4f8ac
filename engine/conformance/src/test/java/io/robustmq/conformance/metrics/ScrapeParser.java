package io.robustmq.conformance.metrics;

import io.robustmq.conformance.metrics.MetricFamily.Sample;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text exposition format 0.0.4 and takes nothing that its description leaves open: HELP,
 * TYPE and samples of a family together and in this order, each family and each sample once.
 */
final class ScrapeParser {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (.+)");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram)");
    private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")(?:\\{(.*)\\})? ([^ ]+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\\\\\"\n]|\\\\[\\\\\"n])*)\"(,|$)");
    private static final Pattern VALUE =
            Pattern.compile("[+-]?Inf|NaN|-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

    private final Map<String, MetricFamily> families = new LinkedHashMap<>();
    private @Nullable MetricFamily open;
    private @Nullable Matcher help;

    static Map<String, MetricFamily> parse(String text) {
        require(text.endsWith("\n"), "the last line has no end");
        ScrapeParser parser = new ScrapeParser();
        text.lines().forEach(parser::line);
        parser.endFamily();
        return parser.families;
    }

    private void line(String line) {
        Matcher newHelp = HELP.matcher(line);
        if (newHelp.matches()) {
            endFamily();
            help = newHelp;
        } else if (line.startsWith("#")) {
            type(line);
        } else {
            sample(line);
        }
    }

    private void type(String line) {
        Matcher type = TYPE.matcher(line);
        require(type.matches(), "neither HELP nor TYPE: " + line);
        Matcher before = help;
        help = null;
        if (before == null || !before.group(1).equals(type.group(1))) {
            throw new IllegalArgumentException("no HELP right before: " + line);
        }
        MetricFamily family = new MetricFamily(type.group(1), type.group(2), before.group(2));
        require(families.putIfAbsent(family.name(), family) == null, "twice: " + line);
        require(
                family.name().endsWith("_total") == family.type().equals("counter"),
                "counters and nothing else end in _total: " + line);
        open = family;
    }

    private void sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        MetricFamily family = open;
        require(sample.matches(), "no sample: " + line);
        if (family == null || help != null) {
            throw new IllegalArgumentException("no TYPE before: " + line);
        }
        String suffix = sample.group(1).substring(commonLength(sample.group(1), family.name()));
        require(
                sample.group(1).startsWith(family.name())
                        && (family.type().equals("histogram")
                                ? suffix.matches("_bucket|_sum|_count")
                                : suffix.isEmpty()),
                "not of " + family.name() + ": " + line);
        Sample read =
                new Sample(sample.group(1), labels(sample.group(2), line), value(sample.group(3)));
        require(
                family.samples().stream()
                        .noneMatch(other ->
                                other.name().equals(read.name())
                                        && other.labels().equals(read.labels())),
                "twice: " + line);
        require(
                family.type().equals("gauge") || read.value() >= 0,
                "what only rises is below 0: " + line);
        family.samples().add(read);
    }

    private static int commonLength(String name, String family) {
        return Math.min(name.length(), family.length());
    }

    private static Map<String, String> labels(@Nullable String text, String line) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (text == null) {
            return labels;
        }
        Matcher label = LABEL.matcher(text);
        int at = 0;
        while (at < text.length()) {
            require(label.find(at) && label.start() == at, "labels: " + line);
            require(label.end() < text.length() || label.group(3).isEmpty(), "labels: " + line);
            require(labels.put(label.group(1), label.group(2)) == null, "label twice: " + line);
            at = label.end();
        }
        require(!labels.isEmpty(), "empty braces: " + line);
        return labels;
    }

    private static double value(String text) {
        require(VALUE.matcher(text).matches(), "no value: " + text);
        return Double.parseDouble(text.replace("Inf", "Infinity"));
    }

    private void endFamily() {
        require(help == null, "HELP without TYPE");
        MetricFamily family = open;
        open = null;
        if (family != null && family.type().equals("histogram")) {
            HistogramCheck.check(family);
        }
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}

package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.mqtt.NamePattern;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Numbers as people type them: {@code 1M}, {@code 10_000}, {@code 500ms}. */
final class Values {
    private static final Pattern NUMBER = Pattern.compile("([0-9][0-9_]*)(\\p{Alpha}*)");

    private static final Map<String, Long> COUNTS =
            Map.of("", 1L, "k", 1_000L, "M", 1_000_000L, "G", 1_000_000_000L);

    private static final Map<String, Duration> TIMES =
            Map.of(
                    "ms", Duration.ofMillis(1),
                    "s", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1));

    private Values() {}

    static long count(String text) {
        return number(text, COUNTS, "a number, with k, M or G if you like");
    }

    static Duration duration(String text) {
        Matcher form = match(text, TIMES, "a time: 500ms, 10s, 2m or 1h");
        return times(TIMES, form).multipliedBy(digits(form));
    }

    static NamePattern names(String text) {
        try {
            return new NamePattern(text);
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException(wrong.getMessage());
        }
    }

    private static long number(String text, Map<String, Long> units, String allowed) {
        Matcher form = match(text, units, allowed);
        try {
            return Math.multiplyExact(digits(form), times(units, form));
        } catch (ArithmeticException tooLarge) {
            throw new TypeConversionException("'" + text + "' is too large");
        }
    }

    private static Matcher match(String text, Map<String, ?> units, String allowed) {
        Matcher form = NUMBER.matcher(text.strip());
        if (!form.matches() || !units.containsKey(form.group(2)) || form.group(1).length() > 18) {
            throw new TypeConversionException("'" + text + "' is not " + allowed);
        }
        return form;
    }

    private static long digits(Matcher form) {
        return Long.parseLong(form.group(1).replace("_", ""));
    }

    private static <T> T times(Map<String, T> units, Matcher form) {
        T unit = units.get(form.group(2));
        assert unit != null : "matched before";
        return unit;
    }
}

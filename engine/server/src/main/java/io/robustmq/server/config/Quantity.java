package io.robustmq.server.config;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes and durations: digits and a unit, {@code 64MiB} or {@code 30s}; the unit is never left out.
 */
final class Quantity {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,15})([A-Za-z]+)");
    private static final Map<String, Long> BYTES =
            Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private Quantity() {}

    static long bytes(String text) {
        return amount(text, BYTES);
    }

    static Duration duration(String text) {
        return Duration.ofMillis(amount(text, MILLIS));
    }

    /**
     * @throws IllegalArgumentException no such quantity, or one beyond 2^63
     */
    private static long amount(String text, Map<String, Long> units) {
        Matcher matcher = SHAPE.matcher(text);
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(text);
        }
        long count = Long.parseLong(matcher.group(1));
        if (count > Long.MAX_VALUE / unit) {
            throw new IllegalArgumentException(text);
        }
        return count * unit;
    }
}

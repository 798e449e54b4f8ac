package io.robustmq.admin.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LineFormatterTest {
    private final LineFormatter formatter = new LineFormatter();

    @Test
    void shouldSayWhenHowBadWhoAndWhat() {
        LogRecord record = record("2026-01-02T03:04:05.006Z", "{0} users in force");
        record.setParameters(new Object[] {3});

        String line = formatter.format(record);

        assertThat(line)
                .isEqualTo(
                        "2026-01-02T03:04:05.006Z WARNING io.robustmq.a 3 users in force%n"
                                .formatted());
    }

    @Test
    void shouldFillTimesWithZeros() {
        LogRecord record = record("2026-11-29T00:00:00Z", "it");

        String line = formatter.format(record);

        assertThat(line).startsWith("2026-11-29T00:00:00.000Z ");
    }

    @Test
    void shouldShowWhereItWasThrownBelow() {
        LogRecord record = record("2026-11-29T23:59:59.999Z", "it broke");
        record.setThrown(new IllegalStateException("why"));

        String text = formatter.format(record);

        assertThat(text.lines().skip(1).toList())
                .startsWith("java.lang.IllegalStateException: why")
                .hasSizeGreaterThan(1);
        assertThat(text).endsWith(System.lineSeparator());
    }

    private static LogRecord record(String instant, String text) {
        LogRecord record = new LogRecord(Level.WARNING, text);
        record.setLoggerName("io.robustmq.a");
        record.setInstant(Instant.parse(instant));
        return record;
    }
}

package io.robustmq.admin.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * A record as a line: when, in UTC, which needs no file of time zones; level; who; what; and, on
 * lines of its own, what was thrown.
 */
final class LineFormatter extends Formatter {
    private static final int NS_PER_MS = 1_000_000;

    @Override
    public String format(LogRecord record) {
        StringBuilder line = new StringBuilder();
        appendTime(line, record.getInstant());
        line.append(' ').append(record.getLevel().getName());
        line.append(' ').append(record.getLoggerName());
        line.append(' ').append(formatMessage(record));
        line.append(System.lineSeparator());
        Throwable thrown = record.getThrown();
        if (thrown != null) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }

    /** As 2026-11-29T07:46:43.120Z. */
    private static void appendTime(StringBuilder line, Instant instant) {
        LocalDateTime time =
                LocalDateTime.ofEpochSecond(
                        instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
        line.append(time.getYear());
        append(line, '-', time.getMonthValue(), 2);
        append(line, '-', time.getDayOfMonth(), 2);
        append(line, 'T', time.getHour(), 2);
        append(line, ':', time.getMinute(), 2);
        append(line, ':', time.getSecond(), 2);
        append(line, '.', time.getNano() / NS_PER_MS, 3);
        line.append('Z');
    }

    private static void append(StringBuilder line, char before, int number, int digits) {
        String text = Integer.toString(number);
        line.append(before).repeat('0', digits - text.length()).append(text);
    }
}

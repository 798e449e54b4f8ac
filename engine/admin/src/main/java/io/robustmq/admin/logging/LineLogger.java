package io.robustmq.admin.logging;

import java.util.ResourceBundle;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A logger of {@code java.util.logging} as {@code System.Logger} has it. Any thread. */
final class LineLogger implements System.Logger {
    private final Logger logger;

    LineLogger(Logger logger) {
        this.logger = logger;
    }

    @Override
    public String getName() {
        return logger.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        return logger.isLoggable(of(level));
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String text,
            @Nullable Throwable thrown) {
        if (isLoggable(level)) {
            LogRecord record = record(level, bundle, text);
            record.setThrown(thrown);
            logger.log(record);
        }
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String format,
            @Nullable Object @Nullable ... values) {
        if (isLoggable(level)) {
            LogRecord record = record(level, bundle, format);
            record.setParameters(values);
            logger.log(record);
        }
    }

    private LogRecord record(Level level, @Nullable ResourceBundle bundle, @Nullable String text) {
        LogRecord record = new LogRecord(of(level), text);
        record.setLoggerName(logger.getName());
        record.setResourceBundle(bundle);
        record.setSourceClassName(null); // else it would look through the stack for it
        return record;
    }

    private static java.util.logging.Level of(Level level) {
        return switch (level) {
            case ALL -> java.util.logging.Level.ALL;
            case TRACE -> java.util.logging.Level.FINER;
            case DEBUG -> java.util.logging.Level.FINE;
            case INFO -> java.util.logging.Level.INFO;
            case WARNING -> java.util.logging.Level.WARNING;
            case ERROR -> java.util.logging.Level.SEVERE;
            case OFF -> java.util.logging.Level.OFF;
        };
    }
}

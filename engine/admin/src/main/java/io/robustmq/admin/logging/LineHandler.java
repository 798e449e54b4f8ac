package io.robustmq.admin.logging;

import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/** Writes each record at once, whole. Any thread. */
final class LineHandler extends Handler {
    private final PrintStream out;

    LineHandler(PrintStream out) {
        this.out = out;
        setFormatter(new LineFormatter());
    }

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record)) {
            out.print(getFormatter().format(record));
            out.flush();
        }
    }

    @Override
    public void flush() {
        out.flush();
    }

    /** Standard error stays open. */
    @Override
    public void close() {
        flush();
    }
}

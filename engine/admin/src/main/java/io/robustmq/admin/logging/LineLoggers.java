package io.robustmq.admin.logging;

import java.lang.System.Logger;
import java.util.logging.LogManager;

/**
 * Hands out what {@code System.getLogger} returns, with {@code java.util.logging} behind it. The
 * JDK's own would do the same, but it is taken only when no jar of the class path has another one,
 * and to open them all for that would make a start longer.
 */
public final class LineLoggers extends System.LoggerFinder {
    @Override
    public Logger getLogger(String name, Module module) {
        return new LineLogger(java.util.logging.Logger.getLogger(name));
    }

    /**
     * Before the first record: what is logged goes to {@link LineHandler} alone, from INFO on; but
     * an operator who says how {@code java.util.logging} is set up gets that.
     */
    public static void install() {
        if (System.getProperty("java.util.logging.config.file") == null
                && System.getProperty("java.util.logging.config.class") == null) {
            LogManager.getLogManager().reset();
            java.util.logging.Logger.getLogger("").addHandler(new LineHandler(System.err));
        }
    }
}

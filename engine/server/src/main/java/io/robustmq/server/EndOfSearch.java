package io.robustmq.server;

import java.lang.System.Logger;

/**
 * Where the JDK's search for a {@code System.LoggerFinder} ends. It takes the first one of the
 * class path, {@link io.robustmq.admin.logging.LineLoggers}, but looks before whether there is a
 * second, and its way of looking is one jar ahead of what it needs: without a second name in the
 * first jar and a file of such names in the next one it would open every jar of the class path
 * before the broker listens, a seventh of a start. So our jar comes first and names both, and
 * admin's comes next and names the first again. This one is never used.
 */
public final class EndOfSearch extends System.LoggerFinder {
    @Override
    public Logger getLogger(String name, Module module) {
        throw new IllegalStateException("there is another one, which comes first");
    }
}

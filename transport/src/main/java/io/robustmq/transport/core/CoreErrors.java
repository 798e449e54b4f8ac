package io.robustmq.transport.core;

import java.lang.System.Logger;
import java.util.HashSet;
import java.util.Set;

/**
 * Where the mistakes of handlers, timers and control work end: counted always, logged once per
 * place, so that neither the loop nor the log dies of them.
 */
@OwnedBy(Core.class)
public final class CoreErrors {
    /** Distinct places logged; from then on errors are only counted. */
    static final int PLACES_LOGGED_MAX = 256;

    private static final Logger LOG = System.getLogger(CoreErrors.class.getName());

    private final String coreName;
    private final CoreCells cells;
    private final Set<String> logged = new HashSet<>();

    public CoreErrors(String coreName, CoreCells cells) {
        this.coreName = coreName;
        this.cells = cells;
    }

    /**
     * @param doing what the core did for whom: "bytes of a connection", "a timer"
     */
    public void onError(String doing, Throwable error) {
        cells.add(CoreCell.ERRORS, 1);
        if (logged.size() < PLACES_LOGGED_MAX && logged.add(placeOf(error))) {
            LOG.log(
                    Logger.Level.ERROR,
                    coreName + ": " + doing + " failed; the same again is only counted",
                    error);
        }
    }

    private static String placeOf(Throwable error) {
        StackTraceElement[] trace = error.getStackTrace();
        return error.getClass().getName() + (trace.length == 0 ? "" : "@" + trace[0]);
    }
}

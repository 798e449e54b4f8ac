package io.robustmq.transport.core;

import io.robustmq.transport.net.TransportKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transport this machine will use, and what was tried before it.
 *
 * @param reason one line for the banner: "io_uring", or "epoll (io_uring: …why not…)"
 */
public record TransportChoice(TransportKind kind, String reason) {
    /**
     * @param wanted null for the best there is: io_uring, else epoll, else NIO
     * @throws IOException what was asked for by name is not available here; nothing else is taken
     *     in its place
     */
    public static TransportChoice resolve(@Nullable TransportKind wanted) throws IOException {
        if (wanted != null) {
            String missing = IoDrivers.whyMissing(wanted);
            if (missing != null) {
                throw new IOException(wanted.label() + " is not available: " + missing);
            }
            return new TransportChoice(wanted, wanted.label());
        }
        List<String> misses = new ArrayList<>();
        for (TransportKind kind : TransportKind.values()) {
            String missing = IoDrivers.whyMissing(kind);
            if (missing == null) {
                String tried = misses.isEmpty() ? "" : " (" + String.join("; ", misses) + ")";
                return new TransportChoice(kind, kind.label() + tried);
            }
            misses.add(kind.label() + ": " + missing);
        }
        throw new IOException("no transport is available: " + String.join("; ", misses));
    }
}

package io.robustmq.transport.net.raw;

import io.robustmq.transport.core.TransportChoice;
import io.robustmq.transport.net.TransportKind;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The raw transports of this machine; where CI=true a missing one fails the run. */
public final class Transports {
    private Transports() {}

    public static Stream<TransportKind> raw() {
        return Stream.of(TransportKind.IO_URING, TransportKind.EPOLL).filter(Transports::isHere);
    }

    public static Stream<TransportKind> uring() {
        return Stream.of(TransportKind.IO_URING).filter(Transports::isHere);
    }

    private static boolean isHere(TransportKind kind) {
        try {
            TransportChoice.resolve(kind);
            return true;
        } catch (IOException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(e);
            }
            System.out.println(List.of("not tested", e.getMessage()));
            return false;
        }
    }
}

package io.robustmq.transport.net.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.core.TransportChoice;
import io.robustmq.transport.net.TransportKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel interfaces that this machine offers; in CI io_uring and epoll have to be among them.
 */
final class Transports {
    private Transports() {}

    static List<TransportKind> available() {
        List<TransportKind> available = new ArrayList<>();
        for (TransportKind kind : TransportKind.values()) {
            try {
                available.add(TransportChoice.resolve(kind).kind());
            } catch (IOException missing) {
                System.out.println("not tested here: " + missing.getMessage());
            }
        }
        if ("true".equals(System.getenv("CI"))) {
            assertThat(available).contains(TransportKind.IO_URING, TransportKind.EPOLL);
        }
        return available;
    }
}

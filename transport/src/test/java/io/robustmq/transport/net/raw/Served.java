package io.robustmq.transport.net.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A listening core whose handlers the test gets hold of, in the order they were accepted. */
final class Served<H extends ConnectionHandler> implements AutoCloseable {
    final TestBed bed;
    private final LinkedBlockingQueue<H> accepted = new LinkedBlockingQueue<>();

    Served(CoreConfig config, Function<Connection, H> handlers) throws IOException {
        bed =
                TestBed.listening(
                        config,
                        connection -> {
                            H handler = handlers.apply(connection);
                            accepted.add(handler);
                            return handler;
                        });
    }

    H next() throws InterruptedException {
        H handler = accepted.poll(TestBed.TIMEOUT_S, TimeUnit.SECONDS);
        assertThat(handler).as("an accepted connection").isNotNull();
        return handler;
    }

    @Override
    public void close() {
        bed.close();
    }
}

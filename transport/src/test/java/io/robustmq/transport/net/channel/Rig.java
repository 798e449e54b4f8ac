package io.robustmq.transport.net.channel;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TlsContext;
import io.robustmq.transport.net.TransportKind;
import io.robustmq.transport.net.WebSocketOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One running core, what listens on it, and ways to reach that. */
final class Rig implements AutoCloseable {
    static final WebSocketOptions WEB_SOCKET = new WebSocketOptions("/mqtt", "mqtt", 1 << 20);
    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    static final int SOCKET_TIMEOUT_MS = 20_000;

    private final Cores cores;
    private final KeyWorkers keyWorkers = new KeyWorkers(1);
    private final List<AutoCloseable> closing = new ArrayList<>();

    Rig(TransportKind kind) throws IOException {
        cores = Cores.start(CoreConfig.of(kind), core -> CoreDuty.NONE);
    }

    Core core() {
        return cores.core(0);
    }

    KeyWorkers keyWorkers() {
        return keyWorkers;
    }

    long cell(CoreCell cell) {
        return cores.cells(0).get(cell);
    }

    /**
     * @return the port
     */
    int listen(@Nullable TlsContext tls, @Nullable WebSocketOptions webSocket, Acceptor acceptor)
            throws IOException {
        Core.Listener listener = core().listen(endpoint(0, tls, webSocket), acceptor);
        closing.add(listener);
        return listener.port();
    }

    static Endpoint endpoint(
            int port, @Nullable TlsContext tls, @Nullable WebSocketOptions webSocket) {
        return new Endpoint("test", new InetSocketAddress(LOOPBACK, port), tls, webSocket);
    }

    /** Connects from the core itself; the future fails with what the core says. */
    <H extends ConnectionHandler> CompletableFuture<H> connect(
            Endpoint endpoint, Function<Connection, H> handlers) {
        CompletableFuture<H> connected = new CompletableFuture<>();
        run(() ->
                core().connect(
                                endpoint,
                                connection -> {
                                    H handler = handlers.apply(connection);
                                    connected.complete(handler);
                                    return handler;
                                },
                                connected::completeExceptionally));
        return connected;
    }

    void run(Runnable work) {
        if (!core().execute(work)) {
            throw new IllegalStateException("the core takes no work");
        }
    }

    Socket socket(int port) throws IOException {
        Socket socket = new Socket(LOOPBACK, port);
        socket.setSoTimeout(SOCKET_TIMEOUT_MS);
        closing.add(socket);
        return socket;
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(SOCKET_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable resource : closing) {
            resource.close();
        }
        cores.close();
        keyWorkers.close();
    }
}

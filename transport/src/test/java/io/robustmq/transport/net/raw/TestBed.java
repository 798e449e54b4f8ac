package io.robustmq.transport.net.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One running core with a listener on loopback, and blocking clients to it. */
public final class TestBed implements AutoCloseable {
    /** Far above what anything here takes; running into it fails the test. */
    public static final long TIMEOUT_S = 30;

    public final Cores cores;
    public final Core core;
    private Core.@Nullable Listener listener;

    public TestBed(CoreConfig config) throws IOException {
        cores = Cores.start(config, core -> CoreDuty.NONE);
        core = cores.core(0);
    }

    public static TestBed listening(CoreConfig config, Acceptor acceptor) throws IOException {
        TestBed bed = new TestBed(config);
        bed.listener = bed.core.listen(loopback(0), acceptor);
        return bed;
    }

    public static Endpoint loopback(int port) {
        return Endpoint.tcp("test", new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    public Core.Listener listener() {
        return Objects.requireNonNull(listener, "not listening");
    }

    public Socket client() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener().port());
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TIMEOUT_S));
        return socket;
    }

    /** Runs on the core's thread and returns what it returned. */
    public <T> T onCore(Supplier<T> work) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        assertThat(core.execute(() -> done.complete(work.get()))).isTrue();
        return done.get(TIMEOUT_S, TimeUnit.SECONDS);
    }

    public long count(CoreCell cell) {
        return cores.cells(0).get(cell);
    }

    public static void await(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadlineNs).as(what).isNegative();
            Thread.yield();
        }
    }

    @Override
    public void close() {
        cores.close();
    }
}

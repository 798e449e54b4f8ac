package io.robustmq.transport.net.raw;

import static io.robustmq.transport.net.raw.TestBed.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.net.EchoHandler;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TransportKind;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Listening, connecting, and coming and going in numbers. */
@ParameterizedClass
@MethodSource("io.robustmq.transport.net.raw.Transports#raw")
class RawLifeTest {
    private final CoreConfig config;

    RawLifeTest(TransportKind kind) {
        config = CoreConfig.of(kind);
    }

    @Test
    void shouldOpenAndCloseAThousandConnections() throws Exception {
        try (TestBed bed = TestBed.listening(config, EchoHandler::new)) {
            for (int round = 0; round < 2; round++) {
                List<Socket> clients = new ArrayList<>();
                for (int i = 0; i < 1_000; i++) {
                    clients.add(bed.client());
                }
                for (Socket client : clients) {
                    client.getOutputStream().write(clients.indexOf(client) & 0x7F);
                }
                for (int i = 0; i < clients.size(); i++) {
                    assertThat(clients.get(i).getInputStream().read()).isEqualTo(i & 0x7F);
                    clients.get(i).close();
                }
                long all = 1_000L * (round + 1);
                await("all closed", () -> bed.count(CoreCell.CONNECTIONS_CLOSED) == all);
            }

            assertThat(bed.count(CoreCell.CONNECTIONS_ACCEPTED)).isEqualTo(2_000);
            assertThat(bed.onCore(() -> bed.core.chunks().inUseBytes())).isZero();
            assertThat(bed.count(CoreCell.ERRORS)).isZero();
        }
    }

    @Test
    void shouldDropOpenConnectionsWhenStopped() throws Exception {
        Served<RecordingHandler> served = new Served<>(config, RecordingHandler::new);
        try (Socket client = served.bed.client()) {
            RecordingHandler handler = served.next();
            served.close();

            assertThat(handler.closedCalls).isOne();
            assertThatThrownBy(() -> assertThat(client.getInputStream().read()).isNotNegative())
                    .isInstanceOfAny(IOException.class, AssertionError.class);
            assertThat(served.bed.core.execute(() -> {})).isFalse();
        }
    }

    @Test
    void shouldRefuseAConnectionWithoutHandler() throws Exception {
        try (TestBed bed = TestBed.listening(config, connection -> null);
                Socket client = bed.client()) {
            await("the refusal", () -> bed.count(CoreCell.CONNECTIONS_CLOSED) == 1);
            assertThatThrownBy(() -> assertThat(client.getInputStream().read()).isNotNegative())
                    .isInstanceOfAny(IOException.class, AssertionError.class);
        }
    }

    @Test
    void shouldShareAPortAmongCoresAndFreeItWhenClosed() throws Exception {
        try (Cores cores =
                Cores.start(
                        List.of(config, config.forCore(1, CoreConfig.UNPINNED)),
                        core -> CoreDuty.NONE)) {
            Core.Listener first = cores.core(0).listen(TestBed.loopback(0), EchoHandler::new);
            Endpoint shared = TestBed.loopback(first.port());
            Core.Listener second = cores.core(1).listen(shared, EchoHandler::new);
            int accepted = 0;
            while (cores.cells(0).get(CoreCell.CONNECTIONS_ACCEPTED) == 0
                    || cores.cells(1).get(CoreCell.CONNECTIONS_ACCEPTED) == 0) {
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), first.port())) {
                    client.getOutputStream().write(1);
                    assertThat(client.getInputStream().read()).isOne();
                }
                assertThat(++accepted).as("connections, all to one core").isLessThan(1_000);
            }
            first.close();
            second.close();

            await("the port is free", () -> canBind(shared.address().getPort()));
        }
    }

    @Test
    void shouldNotShareAPortWithAnotherProcess() throws Exception {
        try (TestBed other = TestBed.listening(config, EchoHandler::new);
                TestBed bed = new TestBed(config)) {
            int port = other.listener().port();

            assertThatThrownBy(() -> bed.core.listen(TestBed.loopback(port), EchoHandler::new))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("test can't listen on localhost:" + port)
                    .hasMessageContaining("in use");
        }
    }

    private static boolean canBind(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void shouldNameTheAddressItCanNotListenOn() throws Exception {
        InetSocketAddress notOurs =
                new InetSocketAddress("192.0.2.1", 1883); // RFC 5737, TEST-NET-1
        try (TestBed bed = new TestBed(config)) {
            assertThatThrownBy(() -> bed.core.listen(Endpoint.tcp("mqtt.tcp", notOurs), c -> null))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("mqtt.tcp can't listen on 192.0.2.1:1883");
        }
    }

    @Test
    void shouldConnectToAListenerOfItsOwn() throws Exception {
        CompletableFuture<RecordingHandler> connected = new CompletableFuture<>();
        try (TestBed bed = TestBed.listening(config, EchoHandler::new)) {
            bed.core.execute(() ->
                    bed.core.connect(
                            TestBed.loopback(bed.listener().port()),
                            connection -> {
                                RecordingHandler handler = new RecordingHandler(connection);
                                int at = connection.claim(5);
                                connection.output().putStringWithoutLengthAscii(at, "hello");
                                connected.complete(handler);
                                return handler;
                            },
                            connected::completeExceptionally));
            RecordingHandler handler = connected.get(TestBed.TIMEOUT_S, TimeUnit.SECONDS);
            await("the echo", () -> handler.inputBytes() == 5);

            assertThat(handler.input()).asString().isEqualTo("hello");
            assertThat(bed.count(CoreCell.CONNECTIONS_CONNECTED)).isOne();
        }
    }

    @Test
    void shouldTellThatNobodyListens() throws Exception {
        int port = freePort();
        CompletableFuture<IOException> failed = new CompletableFuture<>();
        try (TestBed bed = new TestBed(config)) {
            bed.core.execute(
                    () -> bed.core.connect(TestBed.loopback(port), c -> null, failed::complete));

            assertThat(failed.get(TestBed.TIMEOUT_S, TimeUnit.SECONDS))
                    .hasMessageContaining(":" + port)
                    .hasMessageContaining("refused");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    /** FAULTS O8: accept without a file descriptor neither spins nor ends the listener. */
    @Test
    void shouldAcceptAgainOnceThereAreFileDescriptors() throws Exception {
        List<FileInputStream> taken = new ArrayList<>();
        try (TestBed bed = TestBed.listening(config, EchoHandler::new);
                SocketChannel client = SocketChannel.open()) {
            try {
                takeAllDescriptors(taken);
                client.connect(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), bed.listener().port()));
                await("no descriptor left", () -> bed.count(CoreCell.OUT_OF_DESCRIPTORS) > 0);
            } finally {
                for (FileInputStream file : taken) {
                    file.close();
                }
            }
            client.write(ByteBuffer.wrap(new byte[] {7}));
            ByteBuffer answer = ByteBuffer.allocate(1);
            client.read(answer);

            assertThat(answer.get(0)).isEqualTo((byte) 7);
            assertThat(bed.count(CoreCell.ERRORS)).isZero();
        }
    }

    private static void takeAllDescriptors(List<FileInputStream> taken) {
        try {
            while (true) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (FileNotFoundException e) {
            assertThat(e).hasMessageContaining("Too many open files");
        }
    }
}

package io.robustmq.transport.net.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.EchoHandler;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TransportKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of a connection, for every layer over every transport; both ends are ours. */
@ParameterizedClass
@MethodSource("combinations")
class TransferTest {
    private static final long MANY_BYTES = 8 << 20;

    private final TransportKind kind;
    private final Layer layer;
    @TempDir Path directory;
    private Rig rig;
    private PemTlsContext serverTls;
    private PemTlsContext clientTls;

    TransferTest(TransportKind kind, Layer layer) {
        this.kind = kind;
        this.layer = layer;
    }

    static List<Arguments> combinations() {
        List<Arguments> combinations = new ArrayList<>();
        for (TransportKind kind : Transports.available()) {
            for (Layer layer : Layer.values()) {
                combinations.add(Arguments.of(kind, layer));
            }
        }
        return combinations;
    }

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(kind);
        Certificates authority = new Certificates(directory, "authority");
        Certificates.Identity server = authority.issue("CN=server", "EC");
        serverTls =
                PemTlsContext.server(
                        TlsServerOptions.withoutClientCertificates(
                                server.certificateFile(), server.keyFile()),
                        rig.keyWorkers());
        clientTls =
                PemTlsContext.client(
                        TlsClientOptions.trusting(authority.authorityFile()), rig.keyWorkers());
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        serverTls.close();
        clientTls.close();
    }

    private Endpoint listen(Acceptor acceptor) throws Exception {
        int port = rig.listen(layer.tls(serverTls), layer.webSocket(), acceptor);
        return Rig.endpoint(port, layer.tls(clientTls), layer.webSocket());
    }

    @Test
    void shouldCarryMuchBothWays() throws Exception {
        Endpoint echo = listen(EchoHandler::new);

        RoundTrip client =
                Rig.await(rig.connect(echo, connection -> new RoundTrip(connection, MANY_BYTES)));

        assertThat(Rig.await(client.received())).isEqualTo(MANY_BYTES);
    }

    @Test
    void shouldRefuseClaimsWhileThePeerDoesNotRead() throws Exception {
        CompletableFuture<Source> source = new CompletableFuture<>();
        Endpoint server =
                listen(connection -> started(source, new Source(connection, 4 * MANY_BYTES, true)));
        Sink sink =
                Rig.await(
                        rig.connect(
                                server,
                                connection -> {
                                    connection.pauseReading();
                                    return new Sink(connection, 4 * MANY_BYTES);
                                }));

        Rig.await(Rig.await(source).firstRefusal);
        rig.run(sink.connection::resumeReading);

        assertThat(Rig.await(sink.received)).isEqualTo(4 * MANY_BYTES);
        assertThat(Rig.await(source).pendingMax())
                .isLessThanOrEqualTo(ChannelConnection.OUTPUT_LIMIT_BYTES);
    }

    @Test
    void shouldSendWhatWasClaimedBeforeItCloses() throws Exception {
        CompletableFuture<Source> source = new CompletableFuture<>();
        Endpoint server =
                listen(connection -> started(source, new Source(connection, 500_000, true)));

        Sink sink =
                Rig.await(rig.connect(server, connection -> new Sink(connection, Long.MAX_VALUE)));

        assertThat(Rig.await(sink.closedAfter)).isEqualTo(500_000);
        Rig.await(Rig.await(source).closed);
    }

    /** Input nobody reads must not turn the close into a reset that takes the output back. */
    @Test
    void shouldSendWhatWasClaimedAlsoToAPeerThatKeepsSending() throws Exception {
        Endpoint server = listen(connection -> new Source(connection, 100_000, true));
        CompletableFuture<Long> seen = new CompletableFuture<>();

        rig.connect(server, connection -> new TalkativeSink(connection, seen));

        assertThat(Rig.await(seen)).isEqualTo(100_000);
    }

    @Test
    void shouldTellBothSidesOnceWhenOneAborts() throws Exception {
        CompletableFuture<Void> serverClosed = new CompletableFuture<>();
        Endpoint echo = listen(connection -> new EchoHandler(connection, serverClosed));
        Sink client =
                Rig.await(rig.connect(echo, connection -> new Sink(connection, Long.MAX_VALUE)));

        rig.run(client.connection::abort);

        Rig.await(client.closedAfter);
        Rig.await(serverClosed);
        assertThat(client.connection.isOpen()).isFalse();
    }

    @Test
    void shouldCloseWhatTheAcceptorRefuses() throws Exception {
        Endpoint server = listen(connection -> null);

        Sink client =
                Rig.await(rig.connect(server, connection -> new Sink(connection, Long.MAX_VALUE)));

        assertThat(Rig.await(client.closedAfter)).isZero();
    }

    @Test
    void shouldCloseThatConnectionWhoseHandlerFails() throws Exception {
        Endpoint server = listen(connection -> new FailingHandler());
        Endpoint echo = listen(EchoHandler::new);

        Sink client = Rig.await(rig.connect(server, connection -> greeting(connection, 1)));
        assertThat(Rig.await(client.closedAfter)).isZero();

        RoundTrip next =
                Rig.await(rig.connect(echo, connection -> new RoundTrip(connection, 1000)));
        assertThat(Rig.await(next.received())).isEqualTo(1000);
        assertThat(rig.cell(CoreCell.ERRORS)).isEqualTo(1);
    }

    @Test
    void shouldCloseWhenMoreIsLeftThanMayBeCarried() throws Exception {
        Endpoint server =
                listen(connection -> {
                    connection.carryLimit(99);
                    return new TakesNothing(connection);
                });

        Sink client = Rig.await(rig.connect(server, connection -> greeting(connection, 100)));

        Rig.await(client.closedAfter);
        assertThat(rig.cell(CoreCell.CARRY_LIMIT_EXCEEDED)).isEqualTo(1);
    }

    @Test
    void shouldKeepWhatArrivesWhilePausedAndShowItAfterwards() throws Exception {
        CompletableFuture<Sink> server = new CompletableFuture<>();
        Endpoint endpoint =
                listen(connection -> {
                    connection.carryLimit(0);
                    connection.pauseReading();
                    return started(server, new Sink(connection, 10));
                });
        rig.connect(endpoint, connection -> greeting(connection, 10));
        Sink paused = Rig.await(server);

        rig.run(paused.connection::resumeReading);

        assertThat(Rig.await(paused.received)).isEqualTo(10);
    }

    private static Sink greeting(Connection connection, int length) {
        int at = connection.claim(length);
        ByteStream.fill(connection.output(), at, length, 0);
        return new Sink(connection, Long.MAX_VALUE);
    }

    private static <H> H started(CompletableFuture<H> future, H handler) {
        future.complete(handler);
        return handler;
    }
}

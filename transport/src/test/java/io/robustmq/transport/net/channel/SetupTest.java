package io.robustmq.transport.net.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.EchoHandler;
import io.robustmq.transport.net.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Handshakes on time that stands still: deadlines on the core's wheel, and never a timer of
 * Netty's.
 */
class SetupTest {
    /** What {@link EmbeddedChannel#runScheduledPendingTasks} answers when nothing is scheduled. */
    private static final long NOTHING_SCHEDULED = -1;

    @TempDir Path directory;
    private final FakeCore core = new FakeCore();
    private final ChannelCore shared = Pipelines.sharedOf(core);
    private final Handshakes handshakes = new Handshakes();
    private final List<Connection> accepted = new ArrayList<>();
    private final List<IOException> failures = new ArrayList<>();
    private PemTlsContext serverTls;
    private PemTlsContext clientTls;

    @BeforeEach
    void issue() throws Exception {
        Certificates authority = new Certificates(directory, "authority");
        Certificates.Identity server = authority.issue("CN=server", "EC");
        serverTls =
                PemTlsContext.server(
                        TlsServerOptions.withoutClientCertificates(
                                server.certificateFile(), server.keyFile()),
                        Runnable::run);
        clientTls =
                PemTlsContext.client(
                        TlsClientOptions.trusting(authority.authorityFile()), Runnable::run);
    }

    @AfterEach
    void free() {
        serverTls.close();
        clientTls.close();
    }

    private EmbeddedChannel server(Layer layer) {
        Endpoint endpoint = Rig.endpoint(1, layer.tls(serverTls), layer.webSocket());
        return Pipelines.server(
                shared,
                handshakes,
                endpoint,
                connection -> {
                    accepted.add(connection);
                    return new EchoHandler(connection);
                });
    }

    private EmbeddedChannel client(Layer layer) {
        Endpoint endpoint = Rig.endpoint(1, layer.tls(clientTls), layer.webSocket());
        return Pipelines.client(
                shared,
                handshakes,
                endpoint,
                connection -> new RoundTrip(connection, 3000),
                failures::add);
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "WS", "WSS"})
    void shouldCutOffAHandshakeThatNeverEnds(Layer layer) {
        EmbeddedChannel server = server(layer);
        core.advanceNs(ConnectionSetup.DEADLINE_NS - 1);
        assertThat(server.isOpen()).isTrue();

        core.advanceNs(1);

        assertThat(server.isOpen()).isFalse();
        assertThat(accepted).isEmpty();
        assertThat(core.armedTimers()).isZero();
        cut(server);
    }

    @Test
    void shouldCutOffARequestThatDrips() {
        EmbeddedChannel server = server(Layer.WS);

        for (int i = 0; server.isOpen() && i < 25; i++) {
            server.writeInbound(Unpooled.copiedBuffer("G", StandardCharsets.US_ASCII));
            core.advanceNs(ConnectionSetup.DEADLINE_NS / 20);
        }

        assertThat(server.isOpen()).isFalse();
        cut(server);
    }

    @Test
    void shouldTellAClientThatNobodyAnswered() {
        EmbeddedChannel client = client(Layer.TLS);

        core.advanceNs(ConnectionSetup.DEADLINE_NS);

        assertThat(failures)
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("no connection within 10 s");
        cut(client);
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveNoTimerOfNettyFromHandshakeToClose(Layer layer) {
        EmbeddedChannel server = server(layer);
        EmbeddedChannel client = client(layer);

        for (int round = 0; round < 50; round++) {
            shared.dirty().flushAll();
            carry(client, server);
            carry(server, client);
            assertThat(server.runScheduledPendingTasks()).isEqualTo(NOTHING_SCHEDULED);
            assertThat(client.runScheduledPendingTasks()).isEqualTo(NOTHING_SCHEDULED);
        }
        assertThat(accepted).hasSize(1);
        assertThat(shared.cells().get(CoreCell.BYTES_RECEIVED)).isEqualTo(6000);
        assertThat(core.armedTimers()).isZero();

        accepted.getFirst().close();
        shared.dirty().flushAll();
        assertThat(server.runScheduledPendingTasks()).isEqualTo(NOTHING_SCHEDULED);
        core.advanceNs(ChannelConnection.FLUSH_TIMEOUT_NS + ChannelConnection.END_TIMEOUT_NS);

        assertThat(server.isOpen()).isFalse();
        assertThat(core.armedTimers()).isZero();
        cut(server);
        cut(client);
    }

    /** As if the network failed: without good-byes. */
    private static void cut(EmbeddedChannel channel) {
        if (channel.isOpen()) {
            channel.pipeline().firstContext().close();
        }
        channel.finishAndReleaseAll();
    }

    private static void carry(EmbeddedChannel from, EmbeddedChannel to) {
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WS", "WSS"})
    void shouldNotWaitForEverForTheAnswerToItsClose(Layer layer) {
        EmbeddedChannel server = server(layer);
        EmbeddedChannel client = client(layer);
        for (int round = 0; round < 50; round++) {
            shared.dirty().flushAll();
            carry(client, server);
            carry(server, client);
        }

        accepted.getFirst().close();
        shared.dirty().flushAll();
        assertThat(server.isOpen()).isTrue();
        core.advanceNs(ChannelConnection.END_TIMEOUT_NS);

        assertThat(server.isOpen()).isFalse();
        cut(server);
        cut(client);
    }

    @Test
    void shouldCountHandshakesUntilTheyEnd() {
        for (int i = 0; i < Handshakes.MAX; i++) {
            handshakes.began();
        }
        assertThat(handshakes.isFull()).isTrue();

        handshakes.ended();

        assertThat(handshakes.isFull()).isFalse();
    }
}

package io.robustmq.loadgen.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.core.TransportChoice;
import io.robustmq.transport.net.Endpoint;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go on where their ledger ends, against a broker that is a plain socket. */
class LedgerClientTest {
    private static final int TIMEOUT_MS = (int) TimeUnit.SECONDS.toMillis(30);
    private static final byte[] SESSION_PRESENT = {0x20, 3, 1, 0, 0};

    @TempDir Path folder;
    private ServerSocket server;
    private Cores cores;
    private LedgerFile ledger;

    @BeforeEach
    void open() throws Exception {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout(TIMEOUT_MS);
        cores =
                Cores.start(
                        CoreConfig.of(TransportChoice.resolve(null).kind()), core -> CoreDuty.NONE);
        ledger = LedgerFile.open(path(), "x");
    }

    @AfterEach
    void close() throws Exception {
        cores.close();
        ledger.close();
        server.close();
    }

    private Path path() {
        return folder.resolve("ledger");
    }

    /** [MQTT-4.4.0-1] */
    @Test
    void shouldSendAgainWhatIsUnanswered() throws Exception {
        note("p0", Action.CONNECTED, null, "-");
        note("p0", Action.INVOKE, new Value(0, Kind.Q2, 1), "5");
        note("p0", Action.OK, new Value(0, Kind.Q2, 1), "5");
        note("p0", Action.INVOKE, new Value(0, Kind.Q1, 1), "6");
        Pace none = new Pace(List.of(Kind.Q1), 1, 0, 1, Pace.LEAST_PAYLOAD_BYTES);

        try (Socket peer = start(core -> new LedgerPublisher(0, none, core, broker(), ledger))) {
            InputStream in = peer.getInputStream();

            assertThat(in.readNBytes(4)).containsExactly(0x62, 2, 0, 5); // PUBREL
            assertThat(in.readNBytes(1)).containsExactly(0x3a); // PUBLISH, DUP, QoS 1
            assertThat(in.readNBytes(12)).endsWith(0x71, 0x31, 0, 6);
        }
    }

    /** [MQTT-4.3.3-10] */
    @Test
    void shouldReadAHeldQos2MessageOnce() throws Exception {
        note("r0", Action.CONNECTED, null, "-");
        note("r0", Action.SUBSCRIBED, null, "x/#");
        note("r0", Action.READ, new Value(0, Kind.Q2, 1), "7");
        byte[] again = {0x3c, 8, 0, 3, 'x', '/', 'p', 0, 7, 0};

        try (Socket peer =
                start(core -> new LedgerReader("r0", "x/#", true, core, broker(), ledger))) {
            peer.getOutputStream().write(again);
            assertThat(peer.getInputStream().readNBytes(4)).containsExactly(0x50, 2, 0, 7);
            peer.getOutputStream().write(new byte[] {0x62, 2, 0, 7});
            assertThat(peer.getInputStream().readNBytes(4)).containsExactly(0x70, 2, 0, 7);
        }

        assertThat(LedgerFile.read(path()))
                .extracting(Entry::action)
                .endsWith(Action.CONNECTED, Action.RELEASE);
    }

    private void note(String client, Action action, @Nullable Value value, String detail)
            throws Exception {
        ledger.append(client, action, value, detail);
        ledger.close();
        ledger = LedgerFile.open(path(), "x");
    }

    private Broker broker() {
        return new Broker(
                Endpoint.tcp(
                        "test",
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), server.getLocalPort())),
                MqttVersion.V5,
                null,
                null,
                3_600);
    }

    /** The connection of a client that has its CONNACK. */
    private Socket start(Function<Core, LedgerClient> client) throws Exception {
        Core core = cores.core(0);
        core.execute(() -> {
            LedgerClient started = client.apply(core);
            started.recall();
            started.start();
        });
        Socket peer = server.accept();
        peer.setSoTimeout(TIMEOUT_MS);
        InputStream in = peer.getInputStream();
        in.readNBytes(1);
        in.readNBytes(in.read());
        peer.getOutputStream().write(SESSION_PRESENT);
        return peer;
    }
}

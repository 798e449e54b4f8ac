package io.robustmq.conformance.broker;

import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.WebSocket;
import io.robustmq.conformance.wire.WireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The broker under test, seen from outside only: where it listens. Usually a process of our own;
 * with the system property {@code robustmq.test.address=host:port} (and {@code .tls}, {@code .ws},
 * {@code .wss}) whatever runs there.
 */
public final class TestBroker implements AutoCloseable {
    /** How to reach it. */
    public enum Listener {
        TCP,
        TLS,
        WS,
        WSS
    }

    private final Map<Listener, InetSocketAddress> listeners;
    private final @Nullable BrokerProcess process;

    private TestBroker(
            Map<Listener, InetSocketAddress> listeners, @Nullable BrokerProcess process) {
        this.listeners = listeners;
        this.process = process;
    }

    static TestBroker with(List<String> settings) {
        String address = System.getProperty("robustmq.test.address");
        if (address != null) {
            return new TestBroker(ForeignBroker.listeners(address), null);
        }
        BrokerProcess process = BrokerProcess.start(settings);
        return new TestBroker(process.listeners(), process);
    }

    public InetSocketAddress address(Listener listener) {
        return Objects.requireNonNull(listeners.get(listener), () -> "no listener for " + listener);
    }

    /** A socket to it, before any byte is sent; over TLS with the handshake done. */
    public Socket socket(Listener listener) {
        InetSocketAddress address = address(listener);
        boolean secure = listener == Listener.TLS || listener == Listener.WSS;
        try {
            Socket socket = new Socket(address.getAddress(), address.getPort());
            return secure ? TestCertificate.trusting().secure(socket, address) : socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection that MQTT bytes can be sent over; WebSockets have been opened. */
    public WireClient open(Listener listener) {
        Socket socket = socket(listener);
        return listener == Listener.WS || listener == Listener.WSS
                ? WebSocket.open(socket).client()
                : WireClient.over(socket);
    }

    public WireClient open() {
        return open(Listener.TCP);
    }

    public MqttClient connect(Connect connect) {
        return MqttClient.connect(open(), connect);
    }

    /** A client with a clean session and an id of its own. */
    public MqttClient connect(MqttVersion version) {
        return connect(Connect.as(version, Names.clientId()));
    }

    /** The file that clients trust for TLS. */
    public Path trustFile() {
        return TestCertificate.trusting().trustFile();
    }

    public TrustManagerFactory trust() {
        return TestCertificate.trusting().trust();
    }

    public SSLContext clientTls() {
        return TestCertificate.trusting().context();
    }

    /** The most memory it has had resident so far. */
    public long peakResidentBytes() {
        return Objects.requireNonNull(process, "not ours to look into").peakResidentBytes();
    }

    /** Kafka clients' {@code bootstrap.servers}, where the settings have a listener for them. */
    public String kafka() {
        return Objects.requireNonNull(process, "not ours to ask").kafka();
    }

    /** The same of the listener with TLS. */
    public String kafkaTls() {
        return Objects.requireNonNull(process, "not ours to ask").kafkaTls();
    }

    /** Where it tells of itself over HTTP. */
    public InetSocketAddress admin() {
        return Objects.requireNonNull(process, "not ours to ask").admin();
    }

    /** Ends it as an operator does; gives the exit code. */
    public int terminate() {
        return Objects.requireNonNull(process, "not ours to end").terminate();
    }

    /** Waits until it has ended by itself; gives the exit code. */
    public int awaitExit() {
        return Objects.requireNonNull(process, "not ours to wait for").awaitExit();
    }

    /** What it has logged so far. */
    public String log() {
        return Objects.requireNonNull(process, "not ours to ask").log();
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        Objects.requireNonNull(process, "not ours to end").kill();
    }

    /** A process of our own that stores in this data directory. */
    public static TestBroker on(Path dataDirectory, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("data.directory=" + dataDirectory);
        BrokerProcess process = BrokerProcess.start(all);
        return new TestBroker(process.listeners(), process);
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}

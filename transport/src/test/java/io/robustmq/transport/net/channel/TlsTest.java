package io.robustmq.transport.net.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.EchoHandler;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS as the JDK's own client sees it, with either provider on our side. */
@ParameterizedClass
@MethodSource("providers")
class TlsTest {
    private final SslProvider provider;
    @TempDir Path directory;
    private final List<PemTlsContext> contexts = new ArrayList<>();
    private final AtomicInteger keyTasks = new AtomicInteger();
    private Rig rig;
    private Certificates authority;
    private Certificates.Identity server;

    TlsTest(SslProvider provider) {
        this.provider = provider;
    }

    static List<SslProvider> providers() {
        assertThat(OpenSsl.isAvailable()).as("BoringSSL comes with the build").isTrue();
        return List.of(SslProvider.OPENSSL_REFCNT, SslProvider.JDK);
    }

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(Transports.available().getFirst());
        authority = new Certificates(directory, "authority");
        server = authority.issue("CN=server", "RSA");
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        contexts.forEach(PemTlsContext::close);
    }

    private PemTlsContext context(TlsServerOptions options, Executor keyWork) throws IOException {
        PemTlsContext context = PemTlsContext.server(options, keyWork, provider);
        contexts.add(context);
        return context;
    }

    private PemTlsContext context(TlsServerOptions options) throws IOException {
        return context(
                options,
                task -> {
                    keyTasks.incrementAndGet();
                    rig.keyWorkers().execute(task);
                });
    }

    private TlsServerOptions withoutClients() {
        return TlsServerOptions.withoutClientCertificates(
                server.certificateFile(), server.keyFile());
    }

    private TlsServerOptions withClients(TlsServerOptions.ClientCertificate demand)
            throws IOException {
        return new TlsServerOptions(
                server.certificateFile(), server.keyFile(), authority.authorityFile(), demand);
    }

    private int echo(PemTlsContext context) throws IOException {
        return rig.listen(context, null, EchoHandler::new);
    }

    private SSLSocket connect(SSLContext client, int port) throws IOException {
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(Rig.LOOPBACK, port);
        socket.setSoTimeout(Rig.SOCKET_TIMEOUT_MS);
        return socket;
    }

    private static void assertEchoes(Socket socket) throws IOException {
        byte[] sent = ByteStream.bytes(0, 1000);
        socket.getOutputStream().write(sent);
        assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void shouldSpeakBothVersions(String version) throws Exception {
        int port = echo(context(withoutClients()));

        try (SSLSocket client = connect(authority.client(null), port)) {
            client.setEnabledProtocols(new String[] {version});

            assertEchoes(client);
            assertThat(client.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256",
        "TLSv1.3, TLS_AES_256_GCM_SHA384",
        "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    })
    void shouldOfferAeadSuites(String version, String suite) throws Exception {
        int port = echo(context(withoutClients()));

        try (SSLSocket client = connect(authority.client(null), port)) {
            client.setEnabledProtocols(new String[] {version});
            client.setEnabledCipherSuites(new String[] {suite});

            assertEchoes(client);
            assertThat(client.getSession().getCipherSuite()).isEqualTo(suite);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
                "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
            })
    void shouldRefuseOtherSuites(String suite) throws Exception {
        int port = echo(context(withoutClients()));

        try (SSLSocket client = connect(authority.client(null), port)) {
            client.setEnabledProtocols(new String[] {"TLSv1.2"});
            client.setEnabledCipherSuites(new String[] {suite});

            assertThatThrownBy(client::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    /**
     * A ClientHello of TLS 1.1 is answered by the alert protocol_version (70), RFC 8446 §D.5 and
     * RFC 8996.
     */
    @Test
    void shouldRefuseOlderVersions() throws Exception {
        int port = echo(context(withoutClients()));
        byte[] hello =
                HexFormat.of()
                        .parseHex(
                                "16 0301 002f  01 00002b  0302".replace(" ", "")
                                        + "00".repeat(32) // random
                                        + "00" // session id
                                        + "0004 c013 002f".replace(" ", "")
                                        + "0100"); // no compression

        Socket client = rig.socket(port);
        client.getOutputStream().write(hello);
        byte[] alert = client.getInputStream().readNBytes(7);

        assertThat(alert).hasSize(7);
        assertThat(alert[0]).isEqualTo((byte) 21);
        assertThat(alert[6]).isEqualTo((byte) 70);
    }

    @Test
    void shouldNotRenegotiate() throws Exception {
        int port = echo(context(withoutClients()));
        AtomicInteger handshakes = new AtomicInteger();

        try (SSLSocket client = connect(authority.client(null), port)) {
            client.setEnabledProtocols(new String[] {"TLSv1.2"});
            client.addHandshakeCompletedListener(done -> handshakes.incrementAndGet());
            assertEchoes(client);

            assertThatThrownBy(
                            () -> {
                                client.startHandshake();
                                client.getInputStream().read();
                            })
                    .isInstanceOf(IOException.class);
        }
        assertThat(rig.cell(CoreCell.ERRORS)).isZero();
    }

    @Test
    void shouldSignOffTheCore() throws Exception {
        int port = echo(context(withoutClients()));

        try (SSLSocket client = connect(authority.client(null), port)) {
            assertEchoes(client);
        }

        assertThat(keyTasks.get()).isPositive();
    }

    @Test
    void shouldOnlyFailTheHandshakeWhenTheKeyWorkersAreBusy() throws Exception {
        PemTlsContext busy =
                context(
                        withoutClients(),
                        task -> {
                            throw new RejectedExecutionException("full");
                        });
        int busyPort = echo(busy);
        int port = echo(context(withoutClients()));

        try (SSLSocket refused = connect(authority.client(null), busyPort)) {
            assertThatThrownBy(refused::startHandshake).isInstanceOf(IOException.class);
        }

        try (SSLSocket next = connect(authority.client(null), port)) {
            assertEchoes(next);
        }
    }

    @Test
    void shouldNameTheClientItVerified() throws Exception {
        CompletableFuture<String> subject = new CompletableFuture<>();
        int port =
                listenForSubject(withClients(TlsServerOptions.ClientCertificate.REQUIRED), subject);
        Certificates.Identity client = authority.issue("O=Works,CN=meter 7", "EC");

        try (SSLSocket socket = connect(authority.client(client), port)) {
            assertEchoes(socket);
        }

        assertThat(Rig.await(subject))
                .isEqualTo("CN=meter 7,O=Works"); // RFC 2253 names the innermost first
    }

    @Test
    void shouldNeedAClientCertificateWhereOneIsRequired() throws Exception {
        CompletableFuture<String> subject = new CompletableFuture<>();
        int port =
                listenForSubject(withClients(TlsServerOptions.ClientCertificate.REQUIRED), subject);

        try (SSLSocket socket = connect(authority.client(null), port)) {
            assertThatThrownBy(() -> assertEchoes(socket)).isInstanceOf(IOException.class);
        }

        assertThat(subject).isNotDone();
    }

    @Test
    void shouldLetAClientWithoutCertificateInWhereItIsOptional() throws Exception {
        CompletableFuture<String> subject = new CompletableFuture<>();
        int port =
                listenForSubject(withClients(TlsServerOptions.ClientCertificate.OPTIONAL), subject);

        try (SSLSocket socket = connect(authority.client(null), port)) {
            assertEchoes(socket);
        }

        assertThat(Rig.await(subject)).isEqualTo("nobody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONAL", "REQUIRED"})
    void shouldRefuseACertificateOfAnotherAuthority(String demand) throws Exception {
        CompletableFuture<String> subject = new CompletableFuture<>();
        int port =
                listenForSubject(
                        withClients(TlsServerOptions.ClientCertificate.valueOf(demand)), subject);
        // The same name as the right one, so that the client offers it and only the signature is
        // wrong.
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Certificates.Identity stranger =
                new Certificates(elsewhere, "authority").issue("CN=meter 7", "EC");

        try (SSLSocket socket = connect(authority.client(stranger), port)) {
            assertThatThrownBy(() -> assertEchoes(socket)).isInstanceOf(IOException.class);
        }

        assertThat(subject).isNotDone();
    }

    private int listenForSubject(TlsServerOptions options, CompletableFuture<String> subject)
            throws IOException {
        return rig.listen(context(options), null, connection -> echoTelling(connection, subject));
    }

    private static EchoHandler echoTelling(
            Connection connection, CompletableFuture<String> subject) {
        String name = connection.peerSubject();
        subject.complete(name == null ? "nobody" : name);
        return new EchoHandler(connection);
    }

    @Test
    void shouldReloadForNewHandshakesAndLeaveOpenConnections() throws Exception {
        PemTlsContext context = context(withoutClients());
        int port = echo(context);
        try (SSLSocket before = connect(authority.client(null), port)) {
            assertEchoes(before);
            Certificates.Identity renewed = authority.issue("CN=server", "RSA");
            Files.move(
                    renewed.certificateFile(),
                    server.certificateFile(),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.move(renewed.keyFile(), server.keyFile(), StandardCopyOption.REPLACE_EXISTING);

            context.reload();

            try (SSLSocket after = connect(authority.client(null), port)) {
                assertEchoes(after);
                assertThat(serial(after)).isEqualTo(renewed.certificate().getSerialNumber());
            }
            assertEchoes(before);
            assertThat(serial(before)).isEqualTo(server.certificate().getSerialNumber());
        }
    }

    @Test
    void shouldFreeWhatItLoadedOnceAndStayClosed() throws Exception {
        PemTlsContext context = context(withoutClients());

        context.close();
        context.close();

        assertThatThrownBy(() -> context.newHandler(ByteBufAllocator.DEFAULT, null))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(context::reload).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> context.newHandler(ByteBufAllocator.DEFAULT, null))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Object serial(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }

    @Test
    void shouldKeepWhatItHasWhenAReloadFails() throws Exception {
        PemTlsContext context = context(withoutClients());
        int port = echo(context);
        Files.writeString(server.keyFile(), "lost");

        assertThatThrownBy(context::reload)
                .isInstanceOf(TlsFileException.class)
                .hasMessageStartingWith(server.keyFile() + ": ");

        try (SSLSocket client = connect(authority.client(null), port)) {
            assertEchoes(client);
        }
    }

    @Test
    void shouldEndTheStreamWithCloseNotify()
            throws Exception { // RFC 8446 §6.1: an end without it is a truncation
        int port =
                rig.listen(
                        context(withoutClients()),
                        null,
                        connection -> new Source(connection, 100_000, true));

        try (SSLSocket client = connect(authority.client(null), port)) {
            byte[] all = new DataInputStream(client.getInputStream()).readAllBytes();

            assertThat(all).isEqualTo(ByteStream.bytes(0, 100_000));
        }
    }

    @Test
    void shouldSurviveWhatIsNotTls() throws Exception {
        int port = echo(context(withoutClients()));

        Socket plain = rig.socket(port);
        plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        plain.getInputStream().readAllBytes();

        try (SSLSocket client = connect(authority.client(null), port)) {
            assertEchoes(client);
        }
        assertThat(rig.cell(CoreCell.ERRORS)).isZero();
    }

    @Test
    void shouldTellAClientOfOursThatItTrustsNotTheServer() throws Exception {
        int port = echo(context(withoutClients()));
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path strangers = new Certificates(elsewhere, "strangers").authorityFile();
        PemTlsContext client =
                PemTlsContext.client(TlsClientOptions.trusting(strangers), rig.keyWorkers());
        contexts.add(client);

        CompletableFuture<Sink> connected =
                rig.connect(
                        Rig.endpoint(port, client, null), connection -> new Sink(connection, 1));

        assertThatThrownBy(() -> Rig.await(connected))
                .hasRootCauseInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void shouldLetAClientOfOursTrustAnyone() throws Exception {
        int port = echo(context(withoutClients()));
        PemTlsContext client =
                PemTlsContext.client(TlsClientOptions.trustingAnyone(), rig.keyWorkers());
        contexts.add(client);

        RoundTrip trip =
                Rig.await(
                        rig.connect(
                                Rig.endpoint(port, client, null),
                                connection -> new RoundTrip(connection, 10_000)));

        assertThat(Rig.await(trip.received())).isEqualTo(10_000);
    }
}

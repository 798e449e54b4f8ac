package io.robustmq.conformance.broker;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The self-signed certificate of this run's brokers, for 127.0.0.1 and localhost: made once, kept
 * in target.
 */
final class TestCertificate {
    private static final Duration VALID_FOR = Duration.ofDays(2);
    private static final TestCertificate INSTANCE = new TestCertificate();

    private final Path certificateFile;
    private final Path keyFile;
    private final Path trustFile;
    private final TrustManagerFactory trust;
    private final SSLContext context;

    static TestCertificate trusting() {
        return INSTANCE;
    }

    private TestCertificate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair keys = generator.generateKeyPair();
            byte[] certificate = selfSigned(keys);
            Path folder = Files.createDirectories(Path.of("target/brokers"));
            certificateFile = write(folder.resolve("certificate.pem"), "CERTIFICATE", certificate);
            keyFile =
                    write(folder.resolve("key.pem"), "PRIVATE KEY", keys.getPrivate().getEncoded());
            trustFile =
                    Path.of(System.getProperty("robustmq.test.trust", certificateFile.toString()));
            trust = trust(trustFile);
            context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Path certificateFile() {
        return certificateFile;
    }

    Path keyFile() {
        return keyFile;
    }

    /** What clients trust: this certificate, or that of a foreign broker. */
    Path trustFile() {
        return trustFile;
    }

    TrustManagerFactory trust() {
        return trust;
    }

    SSLContext context() {
        return context;
    }

    /** TLS over this socket, its handshake done and the certificate and host name checked. */
    Socket secure(Socket socket, InetSocketAddress address) throws IOException {
        SSLSocket secure =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        socket, address.getHostString(), address.getPort(), true);
        secure.startHandshake();
        return secure;
    }

    private static byte[] selfSigned(KeyPair keys) throws IOException, OperatorCreationException {
        X500Principal self = new X500Principal("CN=localhost");
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                        self,
                        BigInteger.ONE,
                        Date.from(now.minus(VALID_FOR)),
                        Date.from(now.plus(VALID_FOR)),
                        self,
                        keys.getPublic())
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(
                                new GeneralName[] {
                                    new GeneralName(GeneralName.dNSName, "localhost"),
                                    new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                                }))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
    }

    private static Path write(Path file, String label, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label));
    }

    private static TrustManagerFactory trust(Path trustFile)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(trustFile)) {
            Certificate certificate =
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
            trusted.setCertificateEntry("broker", certificate);
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return trust;
    }
}

package io.robustmq.transport.net.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each way in which an operator's files can be wrong has one line that names the file and the
 * fault.
 */
class PemFilesTest {
    @TempDir Path directory;
    private Certificates authority;
    private Certificates.Identity server;

    @BeforeEach
    void issue() throws Exception {
        authority = new Certificates(directory, "authority");
        server = authority.issue("CN=server", "RSA");
    }

    private String refusal(Path certificate, Path key) {
        try {
            PemTlsContext.server(
                            TlsServerOptions.withoutClientCertificates(certificate, key),
                            Runnable::run)
                    .close();
            return "accepted";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    @Test
    void shouldReadChainsAndKeysOfBothKinds() throws Exception {
        Certificates.Identity elliptic = authority.issue("CN=server", "EC");

        assertThat(refusal(server.certificateFile(), server.keyFile())).isEqualTo("accepted");
        assertThat(refusal(elliptic.certificateFile(), elliptic.keyFile())).isEqualTo("accepted");
        assertThat(PemFiles.certificates(server.certificateFile())).hasSize(2);
    }

    @Test
    void shouldSayThatAFileDoesNotExist() {
        Path missing = directory.resolve("missing.pem");

        assertThat(refusal(missing, server.keyFile())).isEqualTo(missing + ": does not exist");
        assertThat(refusal(server.certificateFile(), missing))
                .isEqualTo(missing + ": does not exist");
    }

    @Test
    void shouldSayThatACertificateIsNone() throws Exception {
        Path empty = file("empty.pem", "");
        Path damaged =
                file(
                        "damaged.pem",
                        Files.readString(server.certificateFile())
                                .replaceFirst("MII.{20}", "MIIAAAA"));

        assertThat(refusal(empty, server.keyFile())).startsWith(empty + ": holds no certificate");
        assertThat(refusal(damaged, server.keyFile()))
                .startsWith(damaged + ": is not a PEM certificate: ");
        assertThat(refusal(server.keyFile(), server.keyFile())).startsWith(server.keyFile() + ": ");
    }

    @Test
    void shouldSayWhatIsWrongWithAKey() throws Exception {
        Path other =
                file(
                        "encrypted.key",
                        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----");
        Path old =
                file(
                        "old.key",
                        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----");
        Path damaged =
                file("damaged.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
        Path certificate = server.certificateFile();

        assertThat(refusal(certificate, certificate))
                .startsWith(certificate + ": holds no private key");
        assertThat(refusal(certificate, other)).startsWith(other + ": is encrypted");
        assertThat(refusal(certificate, old))
                .isEqualTo(
                        old
                                + ": holds a RSA PRIVATE KEY; convert it with: openssl pkcs8 -topk8 -nocrypt -in "
                                + old);
        assertThat(refusal(certificate, damaged))
                .isEqualTo(damaged + ": holds a private key that is damaged or neither RSA nor EC");
    }

    @Test
    void shouldSayThatKeyAndCertificateAreNotAPair() throws Exception {
        Certificates.Identity sameKind = authority.issue("CN=server", "RSA");
        Certificates.Identity otherKind = authority.issue("CN=server", "EC");

        for (Path key : new Path[] {sameKind.keyFile(), otherKind.keyFile()}) {
            assertThat(refusal(server.certificateFile(), key))
                    .isEqualTo(
                            key
                                    + ": is not the key of the first certificate in "
                                    + server.certificateFile());
        }
    }

    @Test
    void shouldRefuseAKeyThatTlsHasNoUseFor() throws Exception {
        Path key =
                authority.write(
                        "ed.key",
                        new JcaPKCS8Generator(
                                KeyPairGenerator.getInstance("X25519")
                                        .generateKeyPair()
                                        .getPrivate(),
                                null));

        assertThat(refusal(server.certificateFile(), key)).endsWith("neither RSA nor EC");
    }

    @Test
    void shouldNotReadAHugeFile() throws Exception {
        Path huge = file("huge.pem", "x".repeat(1 + (1 << 20)));

        assertThat(refusal(huge, server.keyFile()))
                .isEqualTo(huge + ": is larger than 1 MiB: not a PEM file");
    }

    @Test
    void shouldWantAClientCaExactlyWhenClientsShowCertificates() {
        assertThatThrownBy(() ->
                        new TlsServerOptions(
                                server.certificateFile(),
                                server.keyFile(),
                                null,
                                TlsServerOptions.ClientCertificate.REQUIRED))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

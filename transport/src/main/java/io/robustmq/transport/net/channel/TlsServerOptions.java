package io.robustmq.transport.net.channel;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The accepting side of TLS; files are PEM.
 *
 * @param certificate our certificate, then the intermediate ones up to the root
 * @param key its private key: RSA or EC, PKCS#8, not encrypted
 * @param clientCa whose signature a client's certificate needs; null exactly with {@link
 *     ClientCertificate#OFF}
 */
public record TlsServerOptions(
        Path certificate, Path key, @Nullable Path clientCa, ClientCertificate clientCertificate) {
    /** Whether a client shows a certificate. One that is shown must be valid. */
    public enum ClientCertificate {
        OFF,
        OPTIONAL,
        REQUIRED
    }

    public TlsServerOptions {
        if ((clientCa == null) != (clientCertificate == ClientCertificate.OFF)) {
            throw new IllegalArgumentException(
                    "client certificates need a client CA, and a client CA needs them");
        }
    }

    public static TlsServerOptions withoutClientCertificates(Path certificate, Path key) {
        return new TlsServerOptions(certificate, key, null, ClientCertificate.OFF);
    }
}

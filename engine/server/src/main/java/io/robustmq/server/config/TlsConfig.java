package io.robustmq.server.config;

import static io.robustmq.kernel.ConfigException.require;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the TLS listeners show and ask for.
 *
 * @param clientCa signs clients' certificates; there exactly when {@code clientAuth} asks for them
 */
public record TlsConfig(
        Path certificate, Path key, @Nullable Path clientCa, ClientAuth clientAuth) {
    public TlsConfig {
        require(
                clientCa != null || clientAuth == ClientAuth.NONE,
                "tls.client-auth",
                clientAuth,
                "none while tls.client-ca is off");
        require(
                clientCa == null || clientAuth != ClientAuth.NONE,
                "tls.client-ca",
                String.valueOf(clientCa),
                "off while tls.client-auth is none");
    }

    /** Whether a client shows a certificate of its own. */
    public enum ClientAuth {
        NONE,
        OPTIONAL,
        REQUIRED
    }
}

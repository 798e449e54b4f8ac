package io.robustmq.transport.net.channel;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The connecting side of TLS; files are PEM.
 *
 * @param trust CAs that a server's certificate may come from; null trusts those of the JDK
 * @param insecure believes any certificate, for measurements against a broker with a home-made one
 * @param certificate ours, if the server asks for one; with {@code key} or not at all
 * @param key as {@link TlsServerOptions#key}
 */
public record TlsClientOptions(
        @Nullable Path trust, boolean insecure, @Nullable Path certificate, @Nullable Path key) {
    public TlsClientOptions {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    "a certificate needs its key, and a key its certificate");
        }
    }

    public static TlsClientOptions trusting(Path trust) {
        return new TlsClientOptions(trust, false, null, null);
    }

    public static TlsClientOptions trustingAnyone() {
        return new TlsClientOptions(null, true, null, null);
    }
}

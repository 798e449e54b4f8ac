package io.robustmq.transport.net;

import java.io.IOException;

/**
 * Certificates and rules of TLS 1.2/1.3 for an endpoint. Reloadable: new handshakes use what was
 * loaded last, open connections keep what they have. Any thread may call.
 */
public interface TlsContext extends AutoCloseable {
    /**
     * Reads the files again.
     *
     * @throws IOException names the file and what is wrong with it; what was loaded before stays in
     *     use
     */
    void reload() throws IOException;

    /** Who does the cryptography, for banners: {@code BoringSSL} or {@code JDK}. */
    String provider();

    /**
     * Frees what the last load took, once the listeners are closed; open connections keep their
     * share. Whoever made it calls this; once more does nothing.
     */
    @Override
    void close();
}

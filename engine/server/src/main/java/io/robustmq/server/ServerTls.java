package io.robustmq.server;

import io.robustmq.kernel.ConfigException;
import io.robustmq.server.config.TlsConfig;
import io.robustmq.transport.net.TlsContext;
import io.robustmq.transport.net.channel.KeyWorkers;
import io.robustmq.transport.net.channel.PemTlsContext;
import io.robustmq.transport.net.channel.TlsServerOptions;
import io.robustmq.transport.net.channel.TlsServerOptions.ClientCertificate;
import java.io.IOException;

/** The certificate that the TLS listeners show, and the threads that sign with its key. */
final class ServerTls implements AutoCloseable {
    private final KeyWorkers keyWorkers;
    private final TlsContext context;

    private ServerTls(KeyWorkers keyWorkers, TlsContext context) {
        this.keyWorkers = keyWorkers;
        this.context = context;
    }

    /**
     * @throws ConfigException a file is unreadable or does not fit the others; the message names it
     */
    static ServerTls load(TlsConfig config, int keyThreads) {
        KeyWorkers keyWorkers = new KeyWorkers(keyThreads);
        try {
            return new ServerTls(keyWorkers, PemTlsContext.server(options(config), keyWorkers));
        } catch (IOException unusable) {
            keyWorkers.close();
            throw mistake(unusable);
        }
    }

    private static TlsServerOptions options(TlsConfig config) {
        return new TlsServerOptions(
                config.certificate(),
                config.key(),
                config.clientCa(),
                switch (config.clientAuth()) {
                    case NONE -> ClientCertificate.OFF;
                    case OPTIONAL -> ClientCertificate.OPTIONAL;
                    case REQUIRED -> ClientCertificate.REQUIRED;
                });
    }

    TlsContext context() {
        return context;
    }

    /**
     * @throws ConfigException a file is unreadable or wrong; what was in use stays
     */
    void reload() {
        try {
            context.reload();
        } catch (IOException unusable) {
            throw mistake(unusable);
        }
    }

    private static ConfigException mistake(IOException unusable) {
        return ConfigException.ofKey("tls", String.valueOf(unusable.getMessage()));
    }

    @Override
    public void close() {
        context.close();
        keyWorkers.close();
    }
}

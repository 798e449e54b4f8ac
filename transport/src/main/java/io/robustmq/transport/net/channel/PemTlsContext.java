package io.robustmq.transport.net.channel;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslX509KeyManagerFactory;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import io.robustmq.transport.net.TlsContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS out of PEM files: 1.2 and 1.3, AEAD suites with forward secrecy, no renegotiation, by
 * BoringSSL, or by the JDK where that can't be loaded. Any thread may call; a handshake that
 * overlaps a reload uses the old files or the new.
 */
public final class PemTlsContext implements TlsContext {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final List<String> SUITES =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** The JDK renegotiates with who asks, unless told not to before its first handshake. */
    private static final String JDK_REJECTS_RENEGOTIATION =
            "jdk.tls.rejectClientInitiatedRenegotiation";

    /** Reads the files. */
    private interface Loader {
        SslContext load(SslProvider provider) throws IOException, GeneralSecurityException;
    }

    private final SslProvider provider;
    private final Loader loader;
    private final Executor keyWork;

    /** Null once closed. */
    private final AtomicReference<@Nullable SslContext> current;

    private PemTlsContext(SslProvider provider, Loader loader, Executor keyWork)
            throws IOException {
        this.provider = provider;
        this.loader = loader;
        this.keyWork = keyWork;
        this.current = new AtomicReference<>(load());
    }

    /**
     * @param keyWork runs what would hold up a core: {@link KeyWorkers}
     * @throws IOException names the file and what is wrong with it
     */
    public static PemTlsContext server(TlsServerOptions options, Executor keyWork)
            throws IOException {
        return server(options, keyWork, bestProvider());
    }

    static PemTlsContext server(TlsServerOptions options, Executor keyWork, SslProvider provider)
            throws IOException {
        return new PemTlsContext(provider, chosen -> loadServer(options, chosen), keyWork);
    }

    /**
     * As {@link #server}, for {@code connect}; the name in the endpoint's address is checked and
     * sent as SNI.
     */
    public static PemTlsContext client(TlsClientOptions options, Executor keyWork)
            throws IOException {
        return new PemTlsContext(bestProvider(), chosen -> loadClient(options, chosen), keyWork);
    }

    private static SslProvider bestProvider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
    }

    private SslContext load() throws IOException {
        if (provider == SslProvider.JDK && System.getProperty(JDK_REJECTS_RENEGOTIATION) == null) {
            System.setProperty(JDK_REJECTS_RENEGOTIATION, "true");
        }
        try {
            return loader.load(provider);
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS: " + e.getMessage(), e);
        }
    }

    private static SslContext loadServer(TlsServerOptions options, SslProvider provider)
            throws IOException, GeneralSecurityException {
        X509Certificate[] chain = PemFiles.certificates(options.certificate());
        PrivateKey key = PemFiles.privateKey(options.key());
        PemFiles.requireMatch(options.certificate(), chain[0], options.key(), key);
        SslContextBuilder builder;
        if (provider == SslProvider.JDK) {
            builder = SslContextBuilder.forServer(key, chain);
        } else {
            KeyManagerFactory withoutKey = OpenSslX509KeyManagerFactory.newKeyless(chain);
            builder =
                    SslContextBuilder.forServer(withoutKey)
                            .option(OpenSslContextOption.USE_TASKS, true)
                            .option(
                                    OpenSslContextOption.PRIVATE_KEY_METHOD,
                                    new DelegatedSigning(key));
        }
        Path clientCa = options.clientCa();
        if (clientCa != null) {
            builder.trustManager(PemFiles.certificates(clientCa));
        }
        builder.clientAuth(
                switch (options.clientCertificate()) {
                    case OFF -> ClientAuth.NONE;
                    case OPTIONAL -> ClientAuth.OPTIONAL;
                    case REQUIRED -> ClientAuth.REQUIRE;
                });
        return build(builder, provider);
    }

    private static SslContext loadClient(TlsClientOptions options, SslProvider provider)
            throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        Path trust = options.trust();
        if (options.insecure()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null);
        } else if (trust != null) {
            builder.trustManager(PemFiles.certificates(trust));
        }
        Path certificate = options.certificate();
        Path keyFile = options.key();
        if (certificate != null && keyFile != null) {
            X509Certificate[] chain = PemFiles.certificates(certificate);
            PrivateKey key = PemFiles.privateKey(keyFile);
            PemFiles.requireMatch(certificate, chain[0], keyFile, key);
            builder.keyManager(key, chain);
        }
        return build(builder, provider);
    }

    private static SslContext build(SslContextBuilder builder, SslProvider provider)
            throws IOException {
        return builder.sslProvider(provider)
                .protocols(PROTOCOLS)
                .ciphers(SUITES, SupportedCipherSuiteFilter.INSTANCE)
                .build();
    }

    @Override
    public void reload() throws IOException {
        SslContext loaded = load();
        SslContext before = current.getAndSet(loaded);
        if (before == null) {
            close();
            throw new IllegalStateException("TLS context is closed");
        }
        ReferenceCountUtil.release(before);
    }

    @Override
    public void close() {
        SslContext last = current.getAndSet(null);
        if (last != null) {
            ReferenceCountUtil.release(last);
        }
    }

    @Override
    public String provider() {
        return provider == SslProvider.JDK ? "JDK" : "BoringSSL";
    }

    /**
     * @param server whom a client connects to; null on the accepting side
     */
    SslHandler newHandler(ByteBufAllocator allocator, @Nullable InetSocketAddress server) {
        SslContext context = acquire();
        try {
            SslHandler handler =
                    server == null
                            ? context.newHandler(allocator, keyWork)
                            : context.newHandler(
                                    allocator, server.getHostString(), server.getPort(), keyWork);
            handler.setHandshakeTimeoutMillis(0); // the core's wheel bounds handshake and close
            handler.setCloseNotifyFlushTimeoutMillis(0);
            handler.setCloseNotifyReadTimeoutMillis(0);
            return handler;
        } finally {
            ReferenceCountUtil.release(context);
        }
    }

    private SslContext acquire() {
        for (; ; ) {
            SslContext context = current.get();
            if (context == null) {
                throw new IllegalStateException("TLS context is closed");
            }
            try {
                return ReferenceCountUtil.retain(context);
            } catch (IllegalReferenceCountException e) {
                // A reload swapped it and freed it since we looked; the next one is there already.
                continue;
            }
        }
    }
}

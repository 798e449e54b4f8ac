package io.robustmq.transport.net.channel;

import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority made for one test, and what it signs; files are PEM in the test's
 * directory.
 */
final class Certificates {
    private static final AtomicLong SERIALS = new AtomicLong(1);

    /** A certificate with its key, in memory and on disk. */
    record Identity(
            X509Certificate certificate, PrivateKey key, Path certificateFile, Path keyFile) {}

    private final Path directory;
    private final String name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    Certificates(Path directory, String name) throws Exception {
        this.directory = directory;
        this.name = name;
        this.keys = keyPair("EC", 256);
        this.certificate = sign("CN=" + name, keys, true);
    }

    X509Certificate authority() {
        return certificate;
    }

    Path authorityFile() throws IOException {
        return write(name + ".pem", certificate);
    }

    /** For 127.0.0.1 and localhost, as server or client. */
    Identity issue(String subject, String algorithm) throws Exception {
        KeyPair pair = algorithm.equals("EC") ? keyPair("EC", 256) : keyPair("RSA", 2048);
        X509Certificate issued = sign(subject, pair, false);
        String file = name + "-" + issued.getSerialNumber();
        return new Identity(
                issued,
                pair.getPrivate(),
                write(file + ".pem", issued, certificate),
                write(file + ".key", new JcaPKCS8Generator(pair.getPrivate(), null)));
    }

    private static KeyPair keyPair(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private X509Certificate sign(String subject, KeyPair pair, boolean authority)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        new X500Name("CN=" + name),
                        BigInteger.valueOf(SERIALS.getAndIncrement()),
                        Date.from(now.minus(1, ChronoUnit.DAYS)),
                        Date.from(now.plus(1, ChronoUnit.DAYS)),
                        new X500Name(subject),
                        pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!authority) {
            GeneralName[] names = {
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.dNSName, "localhost")
            };
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(keys.getPrivate())));
    }

    /** A TLS client of the JDK that trusts this authority and shows {@code identity}, if any. */
    SSLContext client(@Nullable Identity identity) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", certificate);
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (identity != null) {
            X509Certificate[] chain = {identity.certificate()};
            own.setKeyEntry("own", identity.key(), new char[0], chain);
        }
        KeyManagerFactory keyManagers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    Path write(String file, Object... objects) throws IOException {
        Path path = directory.resolve(file);
        try (Writer out = Files.newBufferedWriter(path);
                JcaPEMWriter pem = new JcaPEMWriter(out)) {
            for (Object object : objects) {
                pem.writeObject(object);
            }
        }
        return path;
    }
}

package io.robustmq.transport.net.channel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and keys out of PEM files (RFC 7468), with an error that says which file is wrong
 * and how.
 */
final class PemFiles {
    /** Far above any chain or key; a log file named by mistake is not read whole. */
    private static final long FILE_BYTES_MAX = 1 << 20;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private PemFiles() {}

    static X509Certificate[] certificates(Path file) throws TlsFileException {
        byte[] bytes = read(file);
        try {
            X509Certificate[] chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))
                            .toArray(new X509Certificate[0]);
            if (chain.length == 0) {
                throw new TlsFileException(
                        file, "holds no certificate (-----BEGIN CERTIFICATE-----)");
            }
            return chain;
        } catch (CertificateException e) {
            throw new TlsFileException(file, "is not a PEM certificate: " + e.getMessage());
        }
    }

    static PrivateKey privateKey(Path file) throws TlsFileException {
        Matcher block = BLOCK.matcher(new String(read(file), StandardCharsets.US_ASCII));
        while (block.find()) {
            String type = block.group(1);
            if (type.equals("PRIVATE KEY")) {
                return pkcs8(file, block.group(2));
            }
            if (type.equals("ENCRYPTED PRIVATE KEY")) {
                throw new TlsFileException(
                        file, "is encrypted; a key without a passphrase is needed");
            }
            if (type.endsWith(" PRIVATE KEY")) {
                throw new TlsFileException(
                        file,
                        "holds a "
                                + type
                                + "; convert it with: openssl pkcs8 -topk8 -nocrypt -in "
                                + file);
            }
        }
        throw new TlsFileException(file, "holds no private key (-----BEGIN PRIVATE KEY-----)");
    }

    private static PrivateKey pkcs8(Path file, String base64) throws TlsFileException {
        PKCS8EncodedKeySpec encoded;
        try {
            encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new TlsFileException(file, "holds a private key that is not base64");
        }
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                continue; // of the other kind, or damaged
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has " + algorithm, e);
            }
        }
        throw new TlsFileException(
                file, "holds a private key that is damaged or neither RSA nor EC");
    }

    /**
     * Signs with one and verifies with the other: the only proof that holds for every kind of key.
     */
    static void requireMatch(
            Path certificateFile, X509Certificate certificate, Path keyFile, PrivateKey key)
            throws TlsFileException {
        PublicKey publicKey = certificate.getPublicKey();
        byte[] sample = certificateFile.toString().getBytes(StandardCharsets.UTF_8);
        boolean matches = false;
        if (publicKey.getAlgorithm().equals(key.getAlgorithm())) {
            try {
                Signature signature =
                        Signature.getInstance(
                                key.getAlgorithm().equals("RSA")
                                        ? "SHA256withRSA"
                                        : "SHA256withECDSA");
                signature.initSign(key);
                signature.update(sample);
                byte[] signed = signature.sign();
                signature.initVerify(publicKey);
                signature.update(sample);
                matches = signature.verify(signed);
            } catch (GeneralSecurityException e) {
                matches = false; // different curves or sizes end here
            }
        }
        if (!matches) {
            throw new TlsFileException(
                    keyFile, "is not the key of the first certificate in " + certificateFile);
        }
    }

    private static byte[] read(Path file) throws TlsFileException {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new TlsFileException(file, "is larger than 1 MiB: not a PEM file");
            }
            return Files.readAllBytes(file);
        } catch (TlsFileException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new TlsFileException(file, "does not exist");
        } catch (IOException e) {
            throw new TlsFileException(file, "can't be read: " + e.getClass().getSimpleName());
        }
    }
}

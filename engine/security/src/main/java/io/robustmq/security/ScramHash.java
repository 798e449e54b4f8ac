package io.robustmq.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The hash that a SCRAM mechanism stands on, and what RFC 5802 §2.2 makes of it. */
enum ScramHash {
    /** RFC 7677. */
    SHA_256("SHA-256", "SHA256", 32),
    /** As Kafka has it. */
    SHA_512("SHA-512", "SHA512", 64);

    private final String digest;
    private final String family;
    private final int bytes;

    ScramHash(String digest, String family, int bytes) {
        this.digest = digest;
        this.family = family;
        this.bytes = bytes;
    }

    /** Of the mechanism, as clients say it. */
    String mechanism() {
        return "SCRAM-" + digest;
    }

    /** The word in a users file. */
    String word() {
        return mechanism().toLowerCase(Locale.ROOT);
    }

    /** Of a hash, and of every key. */
    int bytes() {
        return bytes;
    }

    /** H(bytes). */
    byte[] of(byte[] input) {
        try {
            return MessageDigest.getInstance(digest).digest(input);
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /** HMAC(key, text). */
    byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("Hmac" + family);
            mac.init(new SecretKeySpec(key, "Hmac" + family));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /** Hi(password, salt, iterations). */
    byte[] salted(String password, byte[] salt, int iterations) {
        try {
            PBEKeySpec spec =
                    new PBEKeySpec(password.toCharArray(), salt, iterations, bytes * Byte.SIZE);
            return SecretKeyFactory.getInstance("PBKDF2WithHmac" + family)
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }
}

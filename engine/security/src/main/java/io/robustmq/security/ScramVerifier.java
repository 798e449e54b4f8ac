package io.robustmq.security;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server keeps of a password for SCRAM (RFC 5802 §3): enough to check a proof and to prove
 * itself, not enough to log in elsewhere. As text: {@code iterations salt storedKey serverKey}, the
 * last three in base64.
 *
 * @param iterations of PBKDF2, 4,096 (RFC 7677 §4) to 10,000,000
 */
record ScramVerifier(
        ScramHash hash, int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    static final int DEFAULT_ITERATIONS = 15_000;

    private static final int SALT_BYTES = 16;
    private static final String BASE64 = "([A-Za-z0-9+/=]{8,88})";
    private static final Pattern TEXT =
            Pattern.compile("(\\d{4,8}) " + BASE64 + " " + BASE64 + " " + BASE64);

    ScramVerifier {
        if (iterations < 4096 || iterations > 10_000_000) {
            throw new IllegalArgumentException("SCRAM iterations: 4096 to 10000000");
        }
        if (storedKey.length != hash.bytes() || serverKey.length != hash.bytes()) {
            throw new IllegalArgumentException(
                    "%s keys have %d bytes".formatted(hash.mechanism(), hash.bytes()));
        }
    }

    /**
     * @throws IllegalArgumentException the password holds what SASLprep prohibits
     */
    static ScramVerifier of(ScramHash hash, String password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return of(hash, password, salt, DEFAULT_ITERATIONS);
    }

    static ScramVerifier of(ScramHash hash, String password, byte[] salt, int iterations) {
        byte[] salted = hash.salted(SaslPrep.prepare(password), salt, iterations);
        byte[] clientKey = hash.hmac(salted, "Client Key");
        byte[] serverKey = hash.hmac(salted, "Server Key");
        return new ScramVerifier(hash, iterations, salt, hash.of(clientKey), serverKey);
    }

    /**
     * @throws IllegalArgumentException not that form
     */
    static ScramVerifier parse(ScramHash hash, String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a " + hash.mechanism() + " verifier");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return new ScramVerifier(
                hash,
                Integer.parseInt(matcher.group(1)),
                base64.decode(matcher.group(2)),
                base64.decode(matcher.group(3)),
                base64.decode(matcher.group(4)));
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "%d %s %s %s"
                .formatted(
                        iterations,
                        base64.encodeToString(salt),
                        base64.encodeToString(storedKey),
                        base64.encodeToString(serverKey));
    }
}

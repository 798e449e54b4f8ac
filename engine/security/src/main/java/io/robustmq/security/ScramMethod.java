package io.robustmq.security;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** SCRAM (RFC 5802, RFC 7677) without channel binding, against the users file. One per hash. */
final class ScramMethod implements AuthMethod {
    private static final int SECRET_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 18;

    private final ScramHash hash;
    private final UserDirectory directory;
    private final Supplier<String> nonces;
    private final byte[] secret = new byte[SECRET_BYTES];

    ScramMethod(ScramHash hash, UserDirectory directory, SecureRandom random) {
        this(hash, directory, random, () -> nonce(random));
    }

    /**
     * @param nonces printable, without commas, never twice the same
     */
    ScramMethod(
            ScramHash hash, UserDirectory directory, SecureRandom random, Supplier<String> nonces) {
        this.hash = hash;
        this.directory = directory;
        this.nonces = nonces;
        random.nextBytes(secret);
    }

    @Override
    public String name() {
        return hash.mechanism();
    }

    @Override
    public AuthExchange begin() {
        return new ScramExchange(this, nonces.get());
    }

    /**
     * A user's verifier; for one that is unknown, or has none of this hash, a false one that looks
     * the same at every attempt.
     */
    ScramVerifier verifierOf(String userName) {
        User user = directory.find(userName);
        ScramVerifier known = user == null ? null : user.scram().get(hash);
        if (known != null) {
            return known;
        }
        byte[] derived = hash.hmac(secret, userName);
        return new ScramVerifier(
                hash,
                directory.usualScramIterations(hash),
                Arrays.copyOf(derived, SALT_BYTES),
                hash.of(derived),
                derived);
    }

    /** Null when the user is gone since the exchange began. */
    @Nullable Authorizer authorizerOf(String userName) {
        return directory.authorizerOf(userName);
    }

    private static String nonce(SecureRandom random) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}

package io.robustmq.security;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding, against the users file. */
final class ScramMethod implements AuthMethod {
    static final String NAME = "SCRAM-SHA-256";

    private static final int SECRET_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 18;

    private final UserDirectory directory;
    private final Supplier<String> nonces;
    private final byte[] secret = new byte[SECRET_BYTES];

    ScramMethod(UserDirectory directory, SecureRandom random) {
        this(directory, random, () -> nonce(random));
    }

    /**
     * @param nonces printable, without commas, never twice the same
     */
    ScramMethod(UserDirectory directory, SecureRandom random, Supplier<String> nonces) {
        this.directory = directory;
        this.nonces = nonces;
        random.nextBytes(secret);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AuthExchange begin() {
        return new ScramExchange(this, nonces.get());
    }

    /** A user's verifier; for an unknown one a false one that looks the same at every attempt. */
    ScramVerifier verifierOf(String userName) {
        User user = directory.find(userName);
        ScramVerifier known = user == null ? null : user.scram();
        if (known != null) {
            return known;
        }
        byte[] derived = ScramVerifier.hmac(secret, userName);
        return new ScramVerifier(
                directory.usualScramIterations(),
                Arrays.copyOf(derived, SALT_BYTES),
                ScramVerifier.sha256(derived),
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

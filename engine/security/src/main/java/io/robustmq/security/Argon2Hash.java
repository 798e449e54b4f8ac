package io.robustmq.security;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password's argon2id hash (RFC 9106) with the parameters it was made with, in the PHC string
 * form {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}, base64 without padding.
 *
 * @param memoryKiB 8 to 1,048,576
 * @param passes 1 to 64
 * @param lanes 1 to 16
 */
record Argon2Hash(int memoryKiB, int passes, int lanes, byte[] salt, byte[] hash) {
    static final int DEFAULT_MEMORY_KIB = 19_456;
    static final int DEFAULT_PASSES = 2;
    static final int DEFAULT_LANES = 1;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern PHC =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})"
                            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    Argon2Hash {
        if (memoryKiB < 8 * lanes || memoryKiB > 1 << 20 || passes < 1 || passes > 64) {
            throw new IllegalArgumentException("argon2id parameters out of range");
        }
        if (lanes < 1 || lanes > 16) {
            throw new IllegalArgumentException("argon2id parameters out of range");
        }
    }

    /** Takes about 30 ms of CPU and 19 MiB of heap for a moment. */
    static Argon2Hash of(byte[] password, SecureRandom random) {
        return of(password, random, DEFAULT_MEMORY_KIB, DEFAULT_PASSES, DEFAULT_LANES);
    }

    static Argon2Hash of(
            byte[] password, SecureRandom random, int memoryKiB, int passes, int lanes) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = hash(password, salt, memoryKiB, passes, lanes, HASH_BYTES);
        return new Argon2Hash(memoryKiB, passes, lanes, salt, hash);
    }

    /**
     * @throws IllegalArgumentException not that form
     */
    static Argon2Hash parse(String phc) {
        Matcher matcher = PHC.matcher(phc);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an argon2id hash");
        }
        return new Argon2Hash(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Base64.getDecoder().decode(matcher.group(4)),
                Base64.getDecoder().decode(matcher.group(5)));
    }

    /** As costly as {@link #of}; equal times for right and wrong passwords. */
    boolean matches(byte[] password) {
        return MessageDigest.isEqual(
                hash, hash(password, salt, memoryKiB, passes, lanes, hash.length));
    }

    private static byte[] hash(
            byte[] password, byte[] salt, int memoryKiB, int passes, int lanes, int bytes) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memoryKiB)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build());
        byte[] hash = new byte[bytes];
        generator.generateBytes(password, hash);
        return hash;
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        memoryKiB,
                        passes,
                        lanes,
                        base64.encodeToString(salt),
                        base64.encodeToString(hash));
    }
}

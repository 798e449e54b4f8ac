package io.robustmq.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PasswordFormsTest {
    /** The reference implementation's vector: t=2, m=64 MiB, p=1, "password" with "somesalt". */
    private static final String REFERENCE =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                    + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    @Test
    void shouldAgreeWithTheReferenceOfArgon2id() {
        Argon2Hash hash = Argon2Hash.parse(REFERENCE);

        assertThat(hash.matches("password".getBytes(UTF_8))).isTrue();
        assertThat(hash.matches("Password".getBytes(UTF_8))).isFalse();
        assertThat(hash).hasToString(REFERENCE);
    }

    @Test
    void shouldReadBackWhatItWrites() {
        Argon2Hash hash = Argon2Hash.of("pw".getBytes(UTF_8), new SecureRandom());

        assertThat(Argon2Hash.parse(hash.toString()).matches("pw".getBytes(UTF_8))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadBackTheVerifierThatItWrites(ScramHash hash) {
        ScramVerifier scram = ScramVerifier.of(hash, "pw", new SecureRandom());

        assertThat(ScramVerifier.parse(hash, scram.toString())).hasToString(scram.toString());
    }

    @Test
    void shouldTakePasswordsThatLookEqualForEqual() { // RFC 4013 §3, examples
        assertThat(SaslPrep.prepare("I\u00ADX")).isEqualTo("IX");
        assertThat(SaslPrep.prepare("user")).isEqualTo("user");
        assertThat(SaslPrep.prepare("USER")).isEqualTo("USER");
        assertThat(SaslPrep.prepare("\u00AA")).isEqualTo("a");
        assertThat(SaslPrep.prepare("\u2168")).isEqualTo("IX");
        assertThatThrownBy(() -> SaslPrep.prepare("\u0007"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

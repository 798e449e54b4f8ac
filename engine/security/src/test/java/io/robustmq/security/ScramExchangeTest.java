package io.robustmq.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.security.AuthExchange.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exchange of RFC 7677 §3, byte for byte, and ways to get it wrong. */
class ScramExchangeTest {
    private static final String CLIENT_FIRST = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String SERVER_FIRST = "r=" + NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private static final String CLIENT_FINAL =
            "c=biws,r=" + NONCE + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
    private static final Step REFUSED = new Step.Failed(Verdict.Refused.BAD_USER_NAME_OR_PASSWORD);

    @TempDir private Path directory;
    private AuthExchange exchange = data -> REFUSED;

    @BeforeEach
    void begin() throws IOException {
        begin(ScramHash.SHA_256);
    }

    private void begin(ScramHash hash) throws IOException {
        byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
        ScramVerifier pencil = ScramVerifier.of(hash, "pencil", salt, 4096);
        Path users =
                Files.writeString(
                        directory.resolve("users"),
                        "user user\n  password %s\n  %s %s\n"
                                .formatted(UsersParserTest.HASH, hash.word(), pencil));
        exchange =
                new ScramMethod(
                                hash,
                                new UserDirectory(new UsersFile(users)),
                                new SecureRandom(),
                                () -> "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")
                        .begin();
    }

    @Test
    void shouldSpeakTheExampleOfTheRfc() {
        Step first = send(CLIENT_FIRST);
        assertThat(first).isInstanceOf(Step.Continue.class);
        assertThat(((Step.Continue) first).serverData()).asString().isEqualTo(SERVER_FIRST);

        Step last = send(CLIENT_FINAL);
        assertThat(last).isInstanceOf(Step.Done.class);
        assertThat(((Step.Done) last).serverData()).asString().isEqualTo(SERVER_FINAL);
        assertThat(((Step.Done) last).admitted().userName()).isEqualTo("user");
    }

    /** librdkafka up to 2.6 says its own nonce twice; Kafka's brokers take it. */
    @Test
    void shouldTakeANonceThatEndsWithTheServersOwn() throws GeneralSecurityException {
        String twice = "c=biws,r=rOprNGfwEbeRWgbNEkqO" + NONCE;
        send(CLIENT_FIRST);

        Step last = send(twice + ",p=" + proof("256", CLIENT_FIRST.substring(3), twice));

        assertThat(last).isInstanceOf(Step.Done.class);
    }

    @Test
    void shouldSpeakSha512Likewise() throws IOException, GeneralSecurityException {
        begin(ScramHash.SHA_512);
        String last = "c=biws,r=" + NONCE;
        assertThat(((Step.Continue) send(CLIENT_FIRST)).serverData())
                .asString()
                .isEqualTo(SERVER_FIRST);

        Step done = send(last + ",p=" + proof("512", CLIENT_FIRST.substring(3), last));

        assertThat(done).isInstanceOf(Step.Done.class);
        assertThat(((Step.Done) done).serverData()).as("v= and 64 bytes in base64").hasSize(2 + 88);
    }

    @Test
    void shouldRefuseWhoHasNoVerifierOfTheHash() throws IOException, GeneralSecurityException {
        begin(ScramHash.SHA_256);
        Path users = directory.resolve("users");
        exchange =
                new ScramMethod(
                                ScramHash.SHA_512,
                                new UserDirectory(new UsersFile(users)),
                                new SecureRandom(),
                                () -> "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")
                        .begin();
        String last = "c=biws,r=" + NONCE;

        Step first = send(CLIENT_FIRST);

        assertThat(first).as("as if there were one").isInstanceOf(Step.Continue.class);
        assertThat(send(last + ",p=" + proof("512", CLIENT_FIRST.substring(3), last)))
                .isEqualTo(REFUSED);
    }

    /**
     * ClientProof of RFC 5802 §3, by the JDK alone.
     *
     * @param bits of SHA-2
     */
    private static String proof(String bits, String firstBare, String finalWithoutProof)
            throws GeneralSecurityException {
        int length = Integer.parseInt(bits);
        byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
        byte[] salted =
                SecretKeyFactory.getInstance("PBKDF2WithHmacSHA" + bits)
                        .generateSecret(new PBEKeySpec("pencil".toCharArray(), salt, 4096, length))
                        .getEncoded();
        byte[] clientKey = hmac(bits, salted, "Client Key");
        byte[] storedKey = MessageDigest.getInstance("SHA-" + bits).digest(clientKey);
        byte[] proof =
                hmac(bits, storedKey, firstBare + "," + SERVER_FIRST + "," + finalWithoutProof);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        return Base64.getEncoder().encodeToString(proof);
    }

    private static byte[] hmac(String bits, byte[] key, String text)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA" + bits);
        mac.init(new SecretKeySpec(key, "HmacSHA" + bits));
        return mac.doFinal(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n,,n=user",
                "p=tls-unique,,n=user,r=abc", // channel binding is not offered
                "n,a=admin,n=user,r=abc", // nobody may act for another
                "n,,m=ext,n=user,r=abc", // a mandatory extension, RFC 5802 §5.1
                "n,,n=us=er,r=abc",
                "n,,n=user,r=a b",
            })
    void shouldRefuseABadFirstMessage(String message) {
        assertThat(send(message)).isEqualTo(REFUSED);
        assertThat(send(CLIENT_FIRST)).as("it is over").isEqualTo(REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c=biws,r=" + NONCE + ",p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "c=biws,r=" + NONCE + ",p=AAAA",
                "c=biws,r=" + NONCE + ",p=!",
                "c=biws,r=" + NONCE,
                "c=biws,r=rOprNGfwEbeRWgbNEkqO,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                "c=eSws,r=" + NONCE + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            })
    void shouldRefuseABadFinalMessage(String message) {
        send(CLIENT_FIRST);

        assertThat(send(message)).isEqualTo(REFUSED);
        assertThat(send(CLIENT_FINAL)).as("it is over").isEqualTo(REFUSED);
    }

    @Test
    void shouldAnswerAnUnknownUserLikeAKnownOne() {
        Step first = send("n,,n=nobody,r=rOprNGfwEbeRWgbNEkqO");

        assertThat(first).isInstanceOf(Step.Continue.class);
        assertThat(((Step.Continue) first).serverData())
                .asString()
                .startsWith("r=" + NONCE + ",s=")
                .endsWith(",i=4096");
        assertThat(send(CLIENT_FINAL)).isEqualTo(REFUSED);
    }

    private Step send(String message) {
        return exchange.onClientData(message.getBytes(UTF_8));
    }
}

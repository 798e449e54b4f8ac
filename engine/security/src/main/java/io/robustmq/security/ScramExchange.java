package io.robustmq.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One SCRAM exchange, RFC 5802 §5 and §7: client first → server first → client final → server
 * final. Any mistake ends it with the same refusal, which tells nothing.
 */
final class ScramExchange implements AuthExchange {
    private static final int MAX_MESSAGE_BYTES = 4096;
    // gs2-header: 'n' no channel binding, 'y' the client believes that we have none; then authzid.
    private static final Pattern CLIENT_FIRST =
            Pattern.compile("([ny],(?:a=([^,]*))?,)(n=([^,]+),r=([!-+\\--~]+)(?:,.*)?)");
    private static final Pattern CLIENT_FINAL =
            Pattern.compile("(c=([^,]+),r=([!-+\\--~]+)(?:,.*)?),p=([^,]+)");

    private final ScramMethod method;
    private final String serverNonce;
    private @Nullable Challenge challenge;
    private boolean ended;

    ScramExchange(ScramMethod method, String serverNonce) {
        this.method = method;
        this.serverNonce = serverNonce;
    }

    @Override
    public Step onClientData(byte[] clientData) {
        String message = ended ? null : decode(clientData);
        if (message == null) {
            return refuse();
        }
        Challenge open = challenge;
        return open == null ? onClientFirst(message) : onClientFinal(open, message);
    }

    private Step onClientFirst(String message) {
        Matcher first = CLIENT_FIRST.matcher(message);
        if (!first.matches()) {
            return refuse();
        }
        String userName = unescape(first.group(4));
        String authorizationId = unescape(first.group(2) == null ? "" : first.group(2));
        if (userName == null
                || authorizationId == null
                || !(authorizationId.isEmpty() || authorizationId.equals(userName))) {
            return refuse();
        }
        ScramVerifier verifier = method.verifierOf(userName);
        String nonce = first.group(5) + serverNonce;
        String serverFirst =
                "r=%s,s=%s,i=%d".formatted(nonce, base64(verifier.salt()), verifier.iterations());
        String binding = base64(first.group(1).getBytes(UTF_8));
        challenge =
                new Challenge(
                        userName, verifier, nonce, binding, first.group(3) + "," + serverFirst);
        return new Step.Continue(serverFirst.getBytes(UTF_8));
    }

    /**
     * The nonce is right when it ends with what the server said: librdkafka up to 2.6 puts its own
     * in front once more, and Kafka's brokers take that. The proof is over what the client sent.
     */
    private Step onClientFinal(Challenge open, String message) {
        Matcher last = CLIENT_FINAL.matcher(message);
        if (!last.matches()
                || !last.group(2).equals(open.binding)
                || !last.group(3).endsWith(open.nonce)) {
            return refuse();
        }
        String authMessage = open.soFar + "," + last.group(1);
        Authorizer authorizer = method.authorizerOf(open.userName);
        if (!proves(last.group(4), open.verifier, authMessage) || authorizer == null) {
            return refuse();
        }
        ended = true;
        byte[] signature = open.verifier.hash().hmac(open.verifier.serverKey(), authMessage);
        return new Step.Done(
                ("v=" + base64(signature)).getBytes(UTF_8),
                new Verdict.Admitted(open.userName, authorizer));
    }

    /**
     * ClientKey := ClientProof XOR HMAC(StoredKey, AuthMessage); H(ClientKey) must be StoredKey.
     */
    private static boolean proves(String proofText, ScramVerifier verifier, String authMessage) {
        byte[] proof;
        try {
            proof = Base64.getDecoder().decode(proofText);
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
        byte[] clientKey = verifier.hash().hmac(verifier.storedKey(), authMessage);
        if (proof.length != clientKey.length) {
            return false;
        }
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= proof[i];
        }
        return MessageDigest.isEqual(verifier.hash().of(clientKey), verifier.storedKey());
    }

    private Step refuse() {
        ended = true;
        return new Step.Failed(Verdict.Refused.BAD_USER_NAME_OR_PASSWORD);
    }

    private static @Nullable String decode(byte[] data) {
        if (data.length > MAX_MESSAGE_BYTES) {
            return null;
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    /** A saslname: "=2C" is a comma, "=3D" an equals sign, any other "=" a mistake. */
    private static @Nullable String unescape(String saslName) {
        String unescaped = saslName.replace("=2C", ",").replace("=3D", "=");
        long escapes = saslName.chars().filter(c -> c == '=').count();
        boolean allKnown = saslName.length() - unescaped.length() == 2 * escapes;
        return allKnown ? unescaped : null;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * What the server said and waits to hear of.
     *
     * @param binding what the client must repeat as {@code c=}
     * @param soFar client-first-message-bare "," server-first-message
     */
    private record Challenge(
            String userName, ScramVerifier verifier, String nonce, String binding, String soFar) {}
}

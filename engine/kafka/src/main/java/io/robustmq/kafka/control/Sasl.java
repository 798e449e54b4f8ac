package io.robustmq.kafka.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.security.AuthExchange;
import io.robustmq.security.AuthMethod;
import io.robustmq.security.Authenticator;
import io.robustmq.security.Credentials;
import io.robustmq.security.Verdict;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * One connection's authentication: a handshake names the mechanism, then its bytes go to and fro
 * inside SaslAuthenticate.
 *
 * <pre>
 * AwaitHandshake —mechanism→ PLAIN or SCRAM —last bytes→ Done, or the connection ends
 * </pre>
 */
@OwnedBy(Core.class)
public final class Sasl {
    static final String PLAIN = "PLAIN";

    /**
     * Raw bytes without a head would follow; librdkafka wants it to be offered, and uses the next.
     */
    private static final int RAW_VERSION = 0;

    private static final List<String> SCRAM = List.of("SCRAM-SHA-256", "SCRAM-SHA-512");

    private final Authenticator authenticator;
    private final Core core;
    private final Listener listener;
    private boolean isPlain;
    private boolean isOver;
    private @Nullable AuthExchange exchange;

    /** Told how it ended. */
    public interface Listener {
        void onAdmitted(Verdict.Admitted admitted);

        /** The answer has been given; the connection ends behind it. */
        void onRefused();
    }

    public Sasl(Authenticator authenticator, Core core, Listener listener) {
        this.authenticator = authenticator;
        this.core = core;
        this.listener = listener;
    }

    public void handshake(ControlRequest request, Reply reply) {
        String mechanism = ((SaslHandshakeRequestData) request.data()).mechanism();
        SaslHandshakeResponseData response =
                new SaslHandshakeResponseData().setMechanisms(offered());
        if (isOver) {
            reply.send(response.setErrorCode(Errors.ILLEGAL_SASL_STATE.code()));
            return;
        }
        if (request.version() == RAW_VERSION) {
            reply.send(response.setErrorCode(Errors.UNSUPPORTED_VERSION.code()));
            return;
        }
        AuthMethod method = authenticator.method(mechanism);
        isPlain = mechanism.equals(PLAIN);
        exchange = method == null || !SCRAM.contains(mechanism) ? null : method.begin();
        Errors error =
                isPlain || exchange != null ? Errors.NONE : Errors.UNSUPPORTED_SASL_MECHANISM;
        reply.send(response.setErrorCode(error.code()));
    }

    private List<String> offered() {
        List<String> offered = new ArrayList<>(List.of(PLAIN));
        SCRAM.stream().filter(name -> authenticator.method(name) != null).forEach(offered::add);
        return offered;
    }

    public void authenticate(ControlRequest request, Reply reply) {
        byte[] bytes = ((SaslAuthenticateRequestData) request.data()).authBytes();
        AuthExchange scram = exchange;
        if (isOver || !isPlain && scram == null) {
            refuse(reply, Errors.ILLEGAL_SASL_STATE, "a handshake comes first, and once");
        } else if (scram != null) {
            onScram(scram.onClientData(bytes), reply);
        } else {
            plain(bytes, reply);
        }
    }

    private void onScram(AuthExchange.Step step, Reply reply) {
        switch (step) {
            case AuthExchange.Step.Continue more ->
                    reply.send(new SaslAuthenticateResponseData().setAuthBytes(more.serverData()));
            case AuthExchange.Step.Done done -> admit(reply, done.admitted(), done.serverData());
            case AuthExchange.Step.Failed failed -> refuse(reply, failed.reason());
        }
    }

    /** RFC 4616: authorization id, user name and password, with zeros between them. */
    private void plain(byte[] message, Reply reply) {
        int first = indexOfZero(message, 0);
        int second = first < 0 ? -1 : indexOfZero(message, first + 1);
        if (second < 0) {
            refuse(reply, Verdict.Refused.BAD_USER_NAME_OR_PASSWORD);
            return;
        }
        String identity = new String(message, 0, first, UTF_8);
        String user = new String(message, first + 1, second - first - 1, UTF_8);
        byte[] password = Arrays.copyOfRange(message, second + 1, message.length);
        if (user.isEmpty() || !identity.isEmpty() && !identity.equals(user)) {
            refuse(reply, Verdict.Refused.BAD_USER_NAME_OR_PASSWORD);
            return;
        }
        authenticator.authenticate(
                new Credentials(user, password),
                core::execute,
                verdict -> {
                    switch (verdict) {
                        case Verdict.Admitted admitted -> admit(reply, admitted, new byte[0]);
                        case Verdict.Refused refused -> refuse(reply, refused);
                    }
                });
    }

    private static int indexOfZero(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    private void admit(Reply reply, Verdict.Admitted admitted, byte[] lastBytes) {
        isOver = true;
        exchange = null;
        listener.onAdmitted(admitted);
        reply.send(new SaslAuthenticateResponseData().setAuthBytes(lastBytes));
    }

    /** How much of the reason a client is told is no more than whether to try again. */
    private void refuse(Reply reply, Verdict.Refused reason) {
        if (reason == Verdict.Refused.SERVER_BUSY) {
            refuse(
                    reply,
                    Errors.SASL_AUTHENTICATION_FAILED,
                    "too many passwords are being checked");
        } else {
            refuse(reply, Errors.SASL_AUTHENTICATION_FAILED, "authentication failed");
        }
    }

    private void refuse(Reply reply, Errors error, String message) {
        isOver = true;
        exchange = null;
        reply.send(
                new SaslAuthenticateResponseData()
                        .setErrorCode(error.code())
                        .setErrorMessage(message));
        listener.onRefused();
    }
}

package io.robustmq.loadgen.kafka.control;

import io.robustmq.codec.kafka.control.ControlFrame;
import io.robustmq.codec.kafka.control.ControlMessages;
import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.loadgen.kafka.KafkaClient;
import io.robustmq.loadgen.kafka.KafkaSettings;
import io.robustmq.loadgen.rig.RunFailure;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * One control request after the other on a connection: which versions, who we are, then what the
 * subclass asks.
 */
@OwnedBy(Core.class)
public abstract class Dialogue implements KafkaClient.Conversation {
    /** Everybody reads it. */
    private static final int FIRST_VERSION = 0;

    private final KafkaSettings settings;
    private @Nullable Versions versions;
    private @Nullable Api asked;
    private int askedVersion;
    private int correlationId;

    Dialogue(KafkaSettings settings) {
        this.settings = settings;
    }

    /** Begins, on a connection just made. */
    public final void begin(KafkaClient client) {
        ask(client, Api.API_VERSIONS, FIRST_VERSION, new ApiVersionsRequestData());
    }

    /** Who we are is settled; what now? */
    abstract void onReady(KafkaClient client) throws RunFailure;

    /** The answer to what {@link #ask} asked. */
    abstract void onAnswer(KafkaClient client, Api api, ApiMessage answer) throws RunFailure;

    /** What both sides speak, once ready. */
    public final Versions versions() {
        Versions known = versions;
        if (known == null) {
            throw new IllegalStateException("not ready");
        }
        return known;
    }

    final KafkaSettings settings() {
        return settings;
    }

    final void ask(KafkaClient client, Api api, ApiMessage question) throws RunFailure {
        ask(client, api, versions().of(api), question);
    }

    private void ask(KafkaClient client, Api api, int version, ApiMessage question) {
        asked = api;
        askedVersion = version;
        ControlFrame frame =
                ControlMessages.request(
                        api, version, ++correlationId, KafkaSettings.CLIENT_ID, question);
        Connection connection = client.connection();
        int at = connection.claim(frame.sizeBytes());
        if (at == Connection.BACK_PRESSURED) {
            client.end("no room for a request of " + frame.sizeBytes() + " bytes");
            return;
        }
        frame.writeTo(connection.output(), at);
    }

    @Override
    public final void onResponse(KafkaClient client, DirectBuffer buffer, int offset, int length)
            throws KafkaViolation {
        Api api = asked;
        if (api == null) {
            throw new KafkaViolation("a response to no request");
        }
        asked = null;
        int head = Integer.BYTES + (api.hasFlexibleResponseHead(askedVersion) ? 1 : 0);
        ApiMessage answer =
                ControlMessages.parseResponse(
                        api, askedVersion, buffer, offset + head, length - head);
        try {
            dispatch(client, api, answer);
        } catch (RunFailure failure) {
            client.end(String.valueOf(failure.getMessage()));
        }
    }

    private void dispatch(KafkaClient client, Api api, ApiMessage answer) throws RunFailure {
        switch (api) {
            case API_VERSIONS -> onVersions(client, (ApiVersionsResponseData) answer);
            case SASL_HANDSHAKE -> onMechanism(client, (SaslHandshakeResponseData) answer);
            case SASL_AUTHENTICATE -> {
                SaslAuthenticateResponseData result = (SaslAuthenticateResponseData) answer;
                require(result.errorCode(), "who we are");
                onReady(client);
            }
            default -> onAnswer(client, api, answer);
        }
    }

    private void onVersions(KafkaClient client, ApiVersionsResponseData offered) throws RunFailure {
        require(offered.errorCode(), "the versions");
        versions = new Versions(offered);
        if (settings.user() == null) {
            onReady(client);
        } else {
            ask(client, Api.SASL_HANDSHAKE, new SaslHandshakeRequestData().setMechanism("PLAIN"));
        }
    }

    private void onMechanism(KafkaClient client, SaslHandshakeResponseData answer)
            throws RunFailure {
        require(answer.errorCode(), "SASL PLAIN");
        String password = settings.password();
        String plain = "\0" + settings.user() + "\0" + (password == null ? "" : password);
        ask(
                client,
                Api.SASL_AUTHENTICATE,
                new SaslAuthenticateRequestData()
                        .setAuthBytes(plain.getBytes(StandardCharsets.UTF_8)));
    }

    /** Fails by the error's name. */
    static void require(int errorCode, String what) throws RunFailure {
        if (errorCode != 0) {
            throw new RunFailure(what + ": " + errorName(errorCode));
        }
    }

    /** As Kafka calls it. */
    public static String errorName(int errorCode) {
        return Errors.forCode((short) errorCode).name();
    }
}

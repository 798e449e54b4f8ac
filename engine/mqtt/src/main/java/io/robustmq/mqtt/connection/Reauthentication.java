package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.security.AuthExchange;
import io.robustmq.security.AuthMethod;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** A client that authenticates again on its open connection, MQTT 5.0 §4.12.1. */
@OwnedBy(Core.class)
final class Reauthentication {
    private final ActiveClient client;
    private final MqttServices services;
    private final @Nullable String methodName;
    private @Nullable AuthExchange exchange;

    /**
     * @param methodName of the CONNECT; null when it had none, and then there is no AUTH
     *     [MQTT-4.12.1-1]
     */
    Reauthentication(ActiveClient client, MqttServices services, @Nullable String methodName) {
        this.client = client;
        this.services = services;
        this.methodName = methodName;
    }

    void onAuth(DirectBuffer buffer, int bodyAt, int bodyLength) throws MqttViolation {
        String name = methodName;
        if (name == null) {
            throw MqttViolation.protocolError("AUTH without an authentication method in CONNECT");
        }
        byte[] data = services.authPackets().read(buffer, bodyAt, bodyLength, name);
        boolean begins = services.authPackets().reasonCode() == ReasonCode.REAUTHENTICATE;
        AuthExchange running = exchange;
        if (begins == (running != null)) {
            throw MqttViolation.protocolError("AUTH out of order");
        }
        if (running == null) {
            AuthMethod method = services.authenticator().method(name);
            if (method == null) {
                throw new MqttViolation(
                        ReasonCode.BAD_AUTHENTICATION_METHOD, "authentication method is gone");
            }
            running = method.begin();
            exchange = running;
        }
        answer(running.onClientData(data), name);
    }

    private void answer(AuthExchange.Step step, String name) throws MqttViolation {
        switch (step) {
            case AuthExchange.Step.Continue more ->
                    services.authPackets()
                            .write(
                                    client.connection(),
                                    services.properties(),
                                    ReasonCode.CONTINUE_AUTHENTICATION,
                                    name,
                                    more.serverData());
            case AuthExchange.Step.Done done -> {
                exchange = null;
                client.authorizer(done.admitted().authorizer());
                services.authPackets()
                        .write(
                                client.connection(),
                                services.properties(),
                                ReasonCode.SUCCESS,
                                name,
                                done.serverData());
            }
            case AuthExchange.Step.Failed failed -> // [MQTT-4.12.1-2]
                    throw new MqttViolation(
                            AuthPackets.reasonOf(failed.reason()), "re-authentication failed");
        }
    }
}

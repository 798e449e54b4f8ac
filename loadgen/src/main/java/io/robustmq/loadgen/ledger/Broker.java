package io.robustmq.loadgen.ledger;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.transport.net.Endpoint;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The broker whose word is put to the proof, and how its clients present themselves.
 *
 * @param sessionExpiryS how long sessions outlive their connections; 0 for a visitor's, none
 */
public record Broker(
        Endpoint endpoint,
        MqttVersion version,
        @Nullable String user,
        @Nullable String secret,
        long sessionExpiryS) {
    @Nullable UnsafeBuffer userName() {
        return user == null ? null : LedgerClient.ascii(user);
    }

    @Nullable UnsafeBuffer password() {
        return secret == null ? null : LedgerClient.ascii(secret);
    }

    Broker forVisitor() {
        return new Broker(endpoint, version, user, secret, 0);
    }
}

package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttVersion;
import org.jspecify.annotations.Nullable;

/**
 * What CONNECT and CONNACK settled for one connection.
 *
 * @param window QoS 1 and 2 messages the client takes unacknowledged, 1 to 65,535: lower of its and
 *     our limit
 * @param maximumPacketSize longest packet the client takes, in bytes
 * @param topicAliasMaximum aliases we may give; 0 for none
 * @param problemInformation the client wants reason strings
 * @param keepAliveNs silence after which the connection is closed, 1.5 times the keep alive; 0 for
 *     never
 * @param authenticationMethod of the enhanced authentication CONNECT began with; null for none
 */
record ClientTerms(
        MqttVersion version,
        int window,
        long maximumPacketSize,
        int topicAliasMaximum,
        boolean problemInformation,
        long keepAliveNs,
        @Nullable String authenticationMethod) {

    /** Before CONNECT was understood: nothing is promised and nothing asked for. */
    static ClientTerms unknown(MqttVersion version) {
        return new ClientTerms(version, 1, Long.MAX_VALUE, 0, true, 0, null);
    }
}

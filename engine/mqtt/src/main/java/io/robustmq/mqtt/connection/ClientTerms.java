package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttVersion;
import java.util.Objects;
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

    /**
     * By hand, as {@link #equals}: what the language gives a record is made when it is first asked
     * for, and the first client of a start would wait for that.
     */
    @Override
    public int hashCode() {
        int hash = version.ordinal();
        hash = 31 * hash + window;
        hash = 31 * hash + Long.hashCode(maximumPacketSize);
        hash = 31 * hash + topicAliasMaximum;
        hash = 31 * hash + Boolean.hashCode(problemInformation);
        hash = 31 * hash + Long.hashCode(keepAliveNs);
        return 31 * hash + Objects.hashCode(authenticationMethod);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientTerms that
                && version == that.version
                && window == that.window
                && maximumPacketSize == that.maximumPacketSize
                && topicAliasMaximum == that.topicAliasMaximum
                && problemInformation == that.problemInformation
                && keepAliveNs == that.keepAliveNs
                && Objects.equals(authenticationMethod, that.authenticationMethod);
    }
}

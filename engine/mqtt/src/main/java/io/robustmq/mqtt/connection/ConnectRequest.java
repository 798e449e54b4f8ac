package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.mqtt.session.Will;
import org.jspecify.annotations.Nullable;

/**
 * A CONNECT that follows the rules, its bytes copied out.
 *
 * @param clientId empty when the server is to assign one
 * @param expirySeconds as the client asked; {@link
 *     io.robustmq.mqtt.MqttConfig.Sessions#NEVER_EXPIRES} for never
 * @param authenticationData null when there is no authentication method
 */
record ConnectRequest(
        MqttVersion version,
        String clientId,
        boolean cleanStart,
        int keepAliveSeconds,
        long expirySeconds,
        int receiveMaximum,
        long maximumPacketSize,
        int topicAliasMaximum,
        boolean responseInformation,
        boolean problemInformation,
        @Nullable String userName,
        byte @Nullable [] password,
        @Nullable Will will,
        @Nullable String authenticationMethod,
        byte @Nullable [] authenticationData) {}

package io.robustmq.loadgen.mqtt;

import io.robustmq.codec.mqtt.MqttVersion;
import org.jspecify.annotations.Nullable;

/**
 * How the load speaks MQTT.
 *
 * @param qos of publishing and of subscribing, 0 to 2
 * @param topics of the publishers
 * @param clientIds of the connections; {@code -p} is added for one that only publishes, {@code -s}
 *     for one that only subscribes
 * @param group of a shared subscription, or null
 * @param password only beside a user
 * @param durable sessions of who receives outlive their connections
 */
public record MqttSettings(
        MqttVersion version,
        int qos,
        NamePattern topics,
        NamePattern clientIds,
        @Nullable String group,
        @Nullable String user,
        @Nullable String password,
        boolean durable) {

    String clientId(int index, boolean publishes, boolean subscribes) {
        String role = publishes && subscribes ? "" : publishes ? "-p" : "-s";
        return clientIds.of(index, "") + role;
    }

    String topic(int publisher, boolean oneConnection) {
        return topics.of(publisher, clientId(publisher, true, oneConnection));
    }

    /** What a subscriber to {@code filter} asks for. */
    String inGroup(String filter) {
        return group == null ? filter : "$share/" + group + "/" + filter;
    }

    boolean hasProperties() {
        return version == MqttVersion.V5;
    }
}

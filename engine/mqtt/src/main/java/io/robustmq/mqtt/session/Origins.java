package io.robustmq.mqtt.session;

/** Knows the shared groups of a node, as the sessions of one core reach them. */
public interface Origins {
    /**
     * @param group as named in SUBSCRIBE
     * @return {@link Origin#OWN} when there is no such group any more
     */
    Origin of(MqttSession member, String group);
}

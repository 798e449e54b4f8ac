package io.robustmq.loadgen.mqtt;

/** What becomes of a client connection, told on its core. */
interface Life {
    /** CONNACK accepted it. */
    void onConnected(MqttClient client);

    /** SUBACK granted what was asked. */
    void onSubscribed(MqttClient client);

    /** A PUBLISH came, and the client was given no {@link Deliveries}. */
    default void onPublish(MqttClient client) {}

    /** It is over, by either side; exactly once, and nothing follows. */
    void onEnded(MqttClient client, String why);
}

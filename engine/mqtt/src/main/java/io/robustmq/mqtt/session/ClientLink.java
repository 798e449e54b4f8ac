package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Publication;

/** The open connection of a session, as the session sees it: where packets go. */
public interface ClientLink {
    /** The packet is in the connection's output. */
    int SENT = 0;

    /**
     * The output is at its bound; try again after the session's {@link MqttSession#onWritable()}.
     */
    int BACK_PRESSURED = 1;

    /** Longer than the client takes: never sent, as if delivered [MQTT-3.1.2-25]. */
    int TOO_LARGE = 2;

    /**
     * Writes a PUBLISH into the output.
     *
     * @param packetId 0 for QoS 0
     * @return {@link #SENT}, {@link #BACK_PRESSURED} or {@link #TOO_LARGE}
     */
    int sendPublish(
            Publication publication,
            int qos,
            boolean retain,
            boolean dup,
            int packetId,
            int[] identifiers);

    /** Writes a PUBREL; the output always has room for what finishes an exchange. */
    void sendPubrel(int packetId);

    /** Unacknowledged QoS 1 and 2 messages the client takes at one time, 1 to 65,535. */
    int window();

    /**
     * Another connection took the session: DISCONNECT 0x8E to a 5.0 client, then close
     * [MQTT-3.1.4-3].
     */
    void takenOver();

    /** An administrator or the session's end closes the connection with this reason. */
    void disconnect(int reasonCode);
}

package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.decode.FixedHeader;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** {@code ConnectPhase —CONNACK 0x00→ ActiveClient}; either ends with the connection. */
sealed interface Phase permits ConnectPhase, ActiveClient {
    /** The rules the next packet's fixed header is read by. */
    MqttVersion version();

    /**
     * The fixed header has arrived, the body perhaps not yet.
     *
     * @throws MqttViolation a packet of this type or length has no place here: nothing more of it
     *     is read
     */
    void onHeader(FixedHeader header) throws MqttViolation;

    /** A whole packet; its body is {@code bodyAt} to {@code bodyAt + header.remainingLength()}. */
    void onPacket(FixedHeader header, DirectBuffer buffer, int packetAt, int bodyAt)
            throws MqttViolation;

    /**
     * A packet of which {@code available} bytes have arrived, not all, from its fixed header on.
     *
     * @return what takes the rest of it, read by read, and then comes to {@link #onArrived}; null
     *     when it is to be carried until it is whole
     */
    @Nullable ArrivingPublish onPart(
            FixedHeader header, DirectBuffer buffer, int packetAt, int available)
            throws MqttViolation;

    /** The packet is whole that {@link #onPart} began. */
    void onArrived(ArrivingPublish publish) throws MqttViolation;

    /**
     * Tells the peer why, as far as its version has words for it; the connection closes after that.
     */
    void onViolation(MqttViolation violation);

    /** The server stops: tells the peer. */
    void onDrain();

    /** The output has room again after it refused. */
    void onWritable();

    /** The connection is gone. */
    void onClosed();
}

package io.robustmq.loadgen.mqtt;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.VariableByteInteger;
import io.robustmq.codec.mqtt.encode.AckEncoder;
import io.robustmq.loadgen.rig.Arrivals;
import io.robustmq.loadgen.rig.Stamp;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import org.agrona.DirectBuffer;

/**
 * The receiving part of a client: finds the stamp in each PUBLISH, in place, and acknowledges. What
 * the topic says is not looked at: the stamp names the publisher.
 */
@OwnedBy(Core.class)
final class Deliveries {
    /** Room for an acknowledgement of everything a server may have out, twice. */
    static final int OUTPUT_BYTES = 2 * InFlight.MOST * AckEncoder.SUCCESS_LENGTH;

    private static final int TOPIC_LENGTH_BYTES = 2;
    private static final int PACKET_ID_BYTES = 2;

    private final Connection connection;
    private final Arrivals arrivals;
    private final boolean hasProperties;

    Deliveries(Connection connection, Arrivals arrivals, boolean hasProperties) {
        this.connection = connection;
        this.arrivals = arrivals;
        this.hasProperties = hasProperties;
        connection.outputLimit(Math.max(connection.outputLimit(), OUTPUT_BYTES));
    }

    void onPublish(DirectBuffer buffer, int at, int body, int end, long nowNs) {
        int payload = payloadAt(buffer, at, body, end);
        if (end - payload != arrivals.payloadBytes()) {
            arrivals.onCorrupt();
            return;
        }
        arrivals.onMessage(Stamp.word(buffer, payload), Stamp.intendedNs(buffer, payload), nowNs);
    }

    /**
     * Acknowledges on the way.
     *
     * @return where the payload begins; behind {@code end} when the packet makes no sense
     */
    private int payloadAt(DirectBuffer buffer, int at, int body, int end) {
        if (end - body < TOPIC_LENGTH_BYTES + Stamp.BYTES) {
            return end + 1;
        }
        int next = body + TOPIC_LENGTH_BYTES + PacketScanner.twoBytes(buffer, body);
        int qos = PacketScanner.qos(buffer, at);
        if (qos > 0) {
            if (end - next < PACKET_ID_BYTES) {
                return end + 1;
            }
            int type = qos == 1 ? PacketType.PUBACK : PacketType.PUBREC;
            answer(type, PacketScanner.twoBytes(buffer, next));
            next += PACKET_ID_BYTES;
        }
        return hasProperties ? afterProperties(buffer, next, end) : next;
    }

    private static int afterProperties(DirectBuffer buffer, int at, int end) {
        if (at >= end) {
            return end + 1;
        }
        int length = buffer.getByte(at);
        if (length >= 0) {
            return at + 1 + length;
        }
        try {
            length = VariableByteInteger.get(buffer, at, end);
            return length == VariableByteInteger.INCOMPLETE
                    ? end + 1
                    : at + VariableByteInteger.length(length) + length;
        } catch (MqttViolation malformed) {
            return end + 1;
        }
    }

    /** PUBREL: [MQTT-4.3.3-11] wants PUBCOMP. */
    void onRelease(DirectBuffer buffer, int body, int end) throws MqttViolation {
        if (end - body < PACKET_ID_BYTES) {
            throw MqttViolation.malformed("PUBREL is cut off");
        }
        answer(PacketType.PUBCOMP, PacketScanner.twoBytes(buffer, body));
    }

    /** There is always room: see {@link #OUTPUT_BYTES}. */
    private void answer(int type, int packetId) {
        int at = connection.claim(AckEncoder.SUCCESS_LENGTH);
        if (at == Connection.BACK_PRESSURED) {
            throw new IllegalStateException("the server takes no acknowledgements");
        }
        AckEncoder.encodeSuccess(connection.output(), at, type, packetId);
    }
}

package io.robustmq.loadgen.mqtt;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.encode.AckEncoder;
import io.robustmq.loadgen.rig.Latencies;
import io.robustmq.loadgen.rig.Tally;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import org.agrona.DirectBuffer;

/** What comes back for QoS 1 and 2 publishing: counts it, times it, and frees the identifier. */
@OwnedBy(Core.class)
final class Acknowledgements {
    private static final int PACKET_ID_BYTES = 2;

    private final Connection connection;
    private final InFlight inFlight;
    private final Tally tally;
    private final Latencies latencies;

    Acknowledgements(Connection connection, InFlight inFlight, Tally tally, Latencies latencies) {
        this.connection = connection;
        this.inFlight = inFlight;
        this.tally = tally;
        this.latencies = latencies;
    }

    /**
     * @param type PUBACK, PUBREC or PUBCOMP
     */
    void on(int type, DirectBuffer buffer, int body, int end, long nowNs) throws MqttViolation {
        if (end - body < PACKET_ID_BYTES) {
            throw MqttViolation.malformed("an acknowledgement is cut off");
        }
        int packetId = PacketScanner.twoBytes(buffer, body);
        long sentNs = inFlight.sentNs(packetId);
        if (sentNs < 0) {
            throw MqttViolation.protocolError(
                    "packet identifier " + packetId + " is acknowledged and was not out");
        }
        int reason =
                end - body > PACKET_ID_BYTES ? buffer.getByte(body + PACKET_ID_BYTES) & 0xff : 0;
        if (type == PacketType.PUBREC && !ReasonCode.isFailure(reason)) {
            release(packetId);
            return;
        }
        inFlight.release(packetId);
        tally.acknowledged++;
        tally.refused += ReasonCode.isFailure(reason) ? 1 : 0;
        latencies.record(nowNs - sentNs);
    }

    private void release(int packetId) throws MqttViolation {
        int at = connection.claim(AckEncoder.SUCCESS_LENGTH);
        if (at == Connection.BACK_PRESSURED) {
            throw MqttViolation.protocolError("the server takes no PUBREL");
        }
        AckEncoder.encodeSuccess(connection.output(), at, PacketType.PUBREL, packetId);
    }
}

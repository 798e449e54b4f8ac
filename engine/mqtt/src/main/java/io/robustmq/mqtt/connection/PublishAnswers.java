package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/** What a client hears of its PUBLISH: PUBACK, PUBREC, or nothing with QoS 0. */
@OwnedBy(Core.class)
final class PublishAnswers {
    private final MqttCounters counters;

    PublishAnswers(MqttCounters counters) {
        this.counters = counters;
    }

    /**
     * Not routed. A 5.0 client learns why; a 3.x client gets the acknowledgement it waits for
     * (3.1.1 [MQTT-3.3.5-2]).
     */
    void refuse(ActiveClient client, int qos, int packetId, int reasonCode) {
        counters.add(MqttMetric.PUBLISHES_REFUSED, 1);
        if (qos > 0) {
            client.acknowledge(
                    qos == 1 ? PacketType.PUBACK : PacketType.PUBREC, packetId, reasonCode);
        }
    }

    /** Taken: with QoS 2 its identifier is remembered [MQTT-4.3.3-10]. */
    void confirm(ActiveClient client, int qos, int packetId, int reasonCode) {
        if (qos == 1) {
            client.acknowledge(PacketType.PUBACK, packetId, reasonCode);
        } else if (qos == 2) {
            client.session().take(packetId);
            client.acknowledge(PacketType.PUBREC, packetId, reasonCode);
        }
    }

    /** A QoS 2 message that was taken before is confirmed again [MQTT-4.3.3-10]. */
    void confirmAgain(ActiveClient client, int packetId) {
        client.acknowledge(PacketType.PUBREC, packetId, ReasonCode.SUCCESS);
    }
}

package io.robustmq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.admin.Exposition;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import java.util.List;
import org.junit.jupiter.api.Test;

class MqttMetricsTest {
    @Test
    void shouldShowEachCoresCellsInOneFamily() {
        MqttCounters first = new MqttCounters();
        MqttCounters second = new MqttCounters();
        first.set(MqttMetric.CONNECTIONS_3_1_1, 3);
        second.add(MqttMetric.MESSAGES_IN_QOS1, 7);
        Exposition out = new Exposition();

        new MqttMetrics(List.of(first, second)).writeTo(out);

        assertThat(out.toString())
                .contains(
                        """
                        # HELP robustmq_mqtt_connections open MQTT connections
                        # TYPE robustmq_mqtt_connections gauge
                        robustmq_mqtt_connections{core="0",version="3.1"} 0
                        robustmq_mqtt_connections{core="1",version="3.1"} 0
                        robustmq_mqtt_connections{core="0",version="3.1.1"} 3
                        robustmq_mqtt_connections{core="1",version="3.1.1"} 0
                        """)
                .contains(
                        """
                        # HELP robustmq_mqtt_messages_in_total PUBLISH packets received
                        # TYPE robustmq_mqtt_messages_in_total counter
                        robustmq_mqtt_messages_in_total{core="0",qos="0"} 0
                        robustmq_mqtt_messages_in_total{core="1",qos="0"} 0
                        robustmq_mqtt_messages_in_total{core="0",qos="1"} 0
                        robustmq_mqtt_messages_in_total{core="1",qos="1"} 7
                        """);
    }
}

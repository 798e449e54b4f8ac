package io.robustmq.conformance.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Publish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a broker of its own. */
@ExtendWith(BrokerExtension.class)
@Settings({"engine.cores=1", "node.id=2"})
class StalledSubscriberMetricsTest {
    /** More than kernels buffer on loopback, and than a connection's output may hold. */
    private static final int MESSAGES = 20_000;

    private static final int TURNS = 1_000;

    private final TestBroker broker;

    StalledSubscriberMetricsTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    void shouldShowWhatItHoldsAndMisses() {
        MqttClient stalled = broker.connect(MqttVersion.V3_1_1).subscribe("t", 0);
        MqttClient publisher = broker.connect(MqttVersion.V3_1_1);
        Publish publish = Publish.to("t", new byte[1024]);
        for (int i = 0; i < MESSAGES; i++) {
            publisher.send(publish);
        }
        publisher.ping();

        Scrape full = Scrape.of(broker);
        long dropped = full.sum("robustmq_mqtt_messages_dropped_total", "reason", "output_full");
        assertThat(dropped).isPositive();
        assertThat(full.sum("robustmq_mqtt_messages_out_total")).isEqualTo(MESSAGES - dropped);
        assertThat(full.sum("robustmq_core_output_pending_bytes")).isPositive();
        assertThat(full.sum("robustmq_core_blocks_used_bytes"))
                .isGreaterThanOrEqualTo(full.sum("robustmq_core_output_pending_bytes"))
                .isLessThanOrEqualTo(full.sum("robustmq_core_blocks_reserved_bytes"));

        stalled.close();

        Scrape gone = Scrape.of(broker);
        for (int turn = 0; turn < TURNS && !hasClosed(gone); turn++) {
            publisher.ping(); // the kernel gives back the memory of a send in its own time
            gone = Scrape.of(broker);
        }
        assertThat(gone.sum("robustmq_core_output_pending_bytes"))
                .as("at most the last PINGRESP, which the kernel may not have confirmed yet")
                .isLessThanOrEqualTo(2);
        assertThat(gone.sum("robustmq_core_blocks_used_bytes"))
                .isLessThan(full.sum("robustmq_core_blocks_used_bytes"));
        assertThat(gone.sum("robustmq_core_blocks_reserved_bytes"))
                .isGreaterThanOrEqualTo(full.sum("robustmq_core_blocks_used_bytes"));
    }

    private static boolean hasClosed(Scrape scrape) {
        return scrape.sum("robustmq_core_connections_closed_total") > 0;
    }
}

package io.robustmq.mqtt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.MqttConfig;
import io.robustmq.transport.core.FakeCore;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A power cut takes back what clients have seen, as policies below sync allow: no message that is
 * acknowledged afterwards may be lost by that.
 */
class TakenBackTest {
    private static final int ROUNDS = 10;

    private final CutDisk disk = new CutDisk();

    @Test
    void shouldDeliverAfterwardsWhateverIdentifiersAClientStillHolds() { // [MQTT-4.3.3-10]
        CoresHarness node =
                new CoresHarness(
                        1, 4096, MqttConfig.DEFAULT, disk::journal, FakeCore.STARTED_AT_MS);
        DurableClient publisher = new DurableClient(node, "p");
        DurableClient subscriber = new DurableClient(node, "s");
        subscriber.subscribe(node, "t", 2);
        finish(node, subscriber);
        int kept = disk.frames();
        subscriber.takes(3); // their releases are lost on the way
        List.of("a", "b", "c").forEach(payload -> publisher.publish("t", payload, false));
        finish(node, publisher, subscriber);

        disk.keepFirst(kept);
        CoresHarness restarted =
                CoresHarness.restarted(disk, 1, MqttConfig.DEFAULT, FakeCore.STARTED_AT_MS + 1);
        DurableClient other = new DurableClient(restarted, "o");
        subscriber.connect(restarted);
        List.of("d", "e", "f").forEach(payload -> other.publish("t", payload, false));
        finish(restarted, other, subscriber);

        assertThat(other.confirmed).containsExactly("d", "e", "f");
        assertThat(subscriber.received).containsExactly("a", "b", "c", "d", "e", "f");
    }

    private static void finish(CoresHarness node, DurableClient... clients) {
        for (int round = 0; round < ROUNDS; round++) {
            node.settle();
            for (DurableClient client : clients) {
                client.handle();
            }
        }
    }
}

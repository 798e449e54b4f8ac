package io.robustmq.mqtt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.MqttConfig;
import io.robustmq.storage.journal.Durability;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.net.FakeConnection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** A client that releases an identifier may use it for its next message. */
    @ParameterizedTest
    @CsvSource({
        "INTERVAL, first time, a b",
        "MEMORY,   first time, a b",
        "INTERVAL, again,      a",
        "SYNC,     first time, a",
    })
    void shouldTakeANewMessageWithAnIdentifierWhoseReleaseWasTakenBack(
            Durability durability, String sent, String received) { // [MQTT-3.3.1-1]
        CoresHarness node =
                new CoresHarness(
                        1, 4096, MqttConfig.DEFAULT, disk::journal, FakeCore.STARTED_AT_MS);
        DurableClient subscriber = new DurableClient(node, "s");
        subscriber.subscribe(node, "t", 1);
        FakeConnection publisher = node.connection(0);
        publisher.receive(CoresHarness.connect("p", false));
        node.exchange(publisher, CoresHarness.publish(0b100, "t", 1, "a"));
        finish(node, subscriber);
        int kept = disk.frames();
        byte[] pubcomp = node.exchange(publisher, MqttHarness.bytes(0x62, 2, 0, 1));

        disk.keepFirst(kept);
        CoresHarness restarted =
                CoresHarness.restarted(
                        disk, 1, MqttConfig.DEFAULT, durability, FakeCore.STARTED_AT_MS);
        subscriber.connect(restarted);
        FakeConnection again = restarted.connection(0);
        again.receive(CoresHarness.connect("p", false));
        int flags = sent.equals("again") ? 0b1100 : 0b100;
        byte[] answer = restarted.exchange(again, CoresHarness.publish(flags, "t", 1, "b"));
        finish(restarted, subscriber);

        assertThat(pubcomp).startsWith(0x70, 2, 0, 1);
        assertThat(answer).endsWith(0x50, 2, 0, 1);
        assertThat(subscriber.received).containsExactly(received.split(" "));
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

package io.robustmq.mqtt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.net.FakeConnection;
import org.junit.jupiter.api.Test;

/** The bound of what sessions hold is the node's, and what was promised is above it. */
class QueuesAcrossCoresTest {
    private static final byte[] TAKEN = {0x40, 2, 0, 1};
    private static final byte[] REFUSED = {0x40, 3, 0, 2, (byte) 0x97};
    private static final byte[] TAKEN_THEN = {0x40, 2, 0, 3};
    private static final String HALF = "m".repeat(600);
    private static final int NEVER_S = 60;

    private final CutDisk disk = new CutDisk();

    @Test
    void shouldRefuseWhatSessionsOfAnotherCoreHaveNoRoomFor() {
        CoresHarness node = node(2);
        FakeConnection keeper = keeper(node, 1);
        FakeConnection publisher = publisher(node, 0);
        node.exchange(publisher, publish(1, HALF + HALF));

        byte[] refused = node.exchange(publisher, publish(2, "m"));
        node.exchange(keeper, TAKEN);

        assertThat(refused).isEqualTo(REFUSED);
        assertThat(node.exchange(publisher, publish(3, "m"))).isEqualTo(TAKEN_THEN);
    }

    @Test
    void shouldLoadAllThatWasTakenAndRefuseFurtherMessagesUntilThereIsRoom() {
        CoresHarness before = node(1);
        FakeConnection keeper = keeper(before, 0);
        before.exchange(keeper, new byte[] {(byte) 0xE0, 0});
        before.exchange(publisher(before, 0), publish(1, HALF + HALF));

        CoresHarness node =
                CoresHarness.restarted(
                        disk, 1, QueueAdmissionTest.config(), FakeCore.STARTED_AT_MS + 1);
        FakeConnection publisher = publisher(node, 0);
        byte[] refused = node.exchange(publisher, publish(2, "m"));
        FakeConnection back = node.connection(0);
        byte[] got = node.exchange(back, CoresHarness.connect(node.idAt(0, "s"), false));
        int packetIdAt = got.length - 2 * HALF.length() - 2;
        node.exchange(back, new byte[] {0x40, 2, got[packetIdAt], got[packetIdAt + 1]});

        assertThat(refused).isEqualTo(REFUSED);
        assertThat(node.count(MqttMetric.SESSION_MESSAGE_BYTES)).isZero();
        assertThat(node.exchange(publisher, publish(3, "m"))).isEqualTo(TAKEN_THEN);
    }

    private CoresHarness node(int cores) {
        return new CoresHarness(
                cores, 4096, QueueAdmissionTest.config(), disk::journal, FakeCore.STARTED_AT_MS);
    }

    /** A durable session at home on this core, that keeps topic k. */
    private static FakeConnection keeper(CoresHarness node, int home) {
        FakeConnection keeper = node.connection(home);
        node.exchange(keeper, CoresHarness.connect(node.idAt(home, "s"), false));
        node.exchange(keeper, CoresHarness.subscribe(1, "k", 1));
        return keeper;
    }

    private static FakeConnection publisher(CoresHarness node, int home) {
        FakeConnection publisher = node.connection(home);
        node.exchange(publisher, CoresHarness.connect5(node.idAt(home, "p"), 0));
        return publisher;
    }

    private static byte[] publish(int packetId, String payload) {
        return CoresHarness.publish5(0x02, "k", packetId, NEVER_S, payload);
    }
}

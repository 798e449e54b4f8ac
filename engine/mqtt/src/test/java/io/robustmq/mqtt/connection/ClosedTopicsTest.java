package io.robustmq.mqtt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.logged.ClosedTopics;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.net.FakeConnection;
import org.junit.jupiter.api.Test;

/** Who publishes to a topic whose log can keep nothing is told so, on whatever core. */
class ClosedTopicsTest {
    private static final int NOT_KEPT = 0x97;
    private static final int NO_SUBSCRIBERS = 0x10;

    private final MqttHarness harness = new MqttHarness();

    /** Of the filter "a/+" what ends with a d. */
    private final ClosedTopics damaged =
            (topic, offset, length) -> topic.getByte(offset + length - 1) == 'd';

    ClosedTopicsTest() {
        harness.mqtt.loggedTopics().close("a/+", damaged);
    }

    private FakeConnection clientOf5() {
        FakeConnection connection = harness.connection();
        harness.exchange(connection, 0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, 1, 'c');
        return connection;
    }

    @Test
    void shouldRefuseWhatNobodyCouldKeep() {
        FakeConnection client = clientOf5();

        byte[] one = harness.exchange(client, 0x32, 8, 0, 3, 'a', '/', 'd', 0, 1, 0);
        byte[] two = harness.exchange(client, 0x34, 8, 0, 3, 'a', '/', 'd', 0, 2, 0);

        assertThat(one).isEqualTo(MqttHarness.bytes(0x40, 3, 0, 1, NOT_KEPT)); // PUBACK
        assertThat(two).isEqualTo(MqttHarness.bytes(0x50, 3, 0, 2, NOT_KEPT)); // PUBREC
        assertThat(harness.count(MqttMetric.PUBLISHES_REFUSED)).isEqualTo(2);
    }

    @Test
    void shouldTakeWhatGoesToOtherLogsAndWhatNothingIsPromisedOf() {
        FakeConnection client = clientOf5();

        byte[] well = harness.exchange(client, 0x32, 8, 0, 3, 'a', '/', 'w', 0, 1, 0);
        byte[] elsewhere = harness.exchange(client, 0x32, 8, 0, 3, 'b', '/', 'd', 0, 2, 0);
        byte[] qos0 = harness.exchange(client, 0x30, 6, 0, 3, 'a', '/', 'd', 0);

        assertThat(well).isEqualTo(MqttHarness.bytes(0x40, 3, 0, 1, NO_SUBSCRIBERS));
        assertThat(elsewhere).isEqualTo(MqttHarness.bytes(0x40, 3, 0, 2, NO_SUBSCRIBERS));
        assertThat(qos0).isEmpty();
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void shouldEndTheConnectionThatKnowsNoRefusal() {
        FakeConnection client = harness.client('c');

        byte[] answer = harness.exchange(client, 0x32, 8, 0, 3, 'a', '/', 'd', 0, 1, 'x');

        assertThat(answer).isEmpty();
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void shouldTakeAgainWhatIsOpened() {
        FakeConnection client = clientOf5();

        harness.mqtt.loggedTopics().open(damaged);

        assertThat(harness.exchange(client, 0x32, 8, 0, 3, 'a', '/', 'd', 0, 1, 0))
                .isEqualTo(MqttHarness.bytes(0x40, 3, 0, 1, NO_SUBSCRIBERS));
    }
}

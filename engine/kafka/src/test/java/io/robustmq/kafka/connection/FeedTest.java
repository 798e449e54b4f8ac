package io.robustmq.kafka.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kafka.metrics.KafkaMetric;
import io.robustmq.kernel.logged.Deliverer.Outcome;
import io.robustmq.transport.net.FakeConnection;
import org.junit.jupiter.api.Test;

/** Records reach subscribers in order, when they are kept, and as fast as these take them. */
class FeedTest {
    private final KafkaRig rig = new KafkaRig();

    private void produce(String topic, String... values) {
        FakeConnection producer = rig.connect();
        for (String value : values) {
            producer.receive(rig.produce(1, topic, value, 0));
        }
        producer.cut();
    }

    @Test
    void shouldDeliverWhatIsKeptAndNotBefore() {
        rig.topic("t", 1, "mqtt.filter", "a/b");
        produce("t", "one", "two");
        rig.cycle();
        rig.cycle();
        assertThat(rig.mqtt.deliveries()).isEmpty();

        rig.syncAndCycle();
        rig.cycle();

        assertThat(rig.mqtt.deliveries()).containsExactly("a/b=one", "a/b=two");
    }

    @Test
    void shouldDeliverNothingThatWasThereBeforeTheTie() {
        rig.topic("t", 1);
        produce("t", "before");
        rig.syncAndCycle();

        rig.topic("u", 1, "mqtt.filter", "a");
        produce("u", "after");
        rig.syncAndCycle();
        rig.cycle();

        assertThat(rig.mqtt.deliveries()).containsExactly("a=after");
    }

    @Test
    void shouldPassOverWhatCameFromMqtt() {
        rig.topic("t", 1, "mqtt.filter", "a");
        rig.mqtt.publish("a", 1, "a", "mqtt");
        produce("t", "kafka");
        rig.mqtt.publishForwarded("a", 2, "a", "mqtt, once", 0, 1);

        rig.syncAndCycle();
        rig.cycle();

        assertThat(rig.mqtt.deliveries()).containsExactly("a=kafka");
        assertThat(rig.values("t", 0)).containsExactly("mqtt", "kafka", "mqtt, once");
    }

    @Test
    void shouldWaitForRoomAndLoseNothing() {
        rig.topic("t", 1, "mqtt.filter", "a");
        rig.mqtt.answer = Outcome.NO_ROOM;
        produce("t", "one", "two");
        rig.syncAndCycle();
        rig.cycle();
        assertThat(rig.mqtt.deliveries()).isEmpty();

        rig.mqtt.answer = Outcome.DELIVERED;
        rig.cycle();

        assertThat(rig.mqtt.deliveries()).containsExactly("a=one", "a=two");
    }

    @Test
    void shouldLookAgainInAWhileWhenNothingIsTaken() {
        rig.topic("t", 1, "mqtt.filter", "a");
        rig.mqtt.answer = Outcome.LATER;
        produce("t", "one");
        rig.syncAndCycle();
        rig.cycle();
        rig.mqtt.answer = Outcome.DELIVERED;
        rig.cycle();
        assertThat(rig.mqtt.deliveries()).isEmpty();

        rig.core.advanceMs(10);
        rig.cycle();

        assertThat(rig.mqtt.deliveries()).containsExactly("a=one");
    }

    @Test
    void shouldCountWhatNamesNoTopic() {
        rig.topic("t", 1, "mqtt.filter", "a/+");
        produce("t", "nowhere");

        rig.syncAndCycle();
        rig.cycle();

        assertThat(rig.mqtt.deliveries()).isEmpty();
        assertThat(rig.counters.get(KafkaMetric.MAPPED_WITHOUT_TOPIC)).isEqualTo(1);
    }

    @Test
    void shouldTakeTheTopicFromTheNameWhenTheFilterCoversIt() {
        rig.topic("plant.line", 1, "mqtt.filter", "plant/#");
        produce("plant.line", "v");

        rig.syncAndCycle();
        rig.cycle();

        assertThat(rig.mqtt.deliveries()).containsExactly("plant/line=v");
    }
}

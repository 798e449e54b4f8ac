package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.CoresHarness.connect;
import static io.robustmq.mqtt.connection.CoresHarness.publish;
import static io.robustmq.mqtt.connection.CoresHarness.subscribe;
import static io.robustmq.mqtt.connection.CoresHarness.unsubscribe;
import static io.robustmq.mqtt.connection.MqttHarness.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.net.FakeConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A QoS 1 or 2 message is acknowledged when every core that keeps it for someone has committed it,
 * and at once when none does.
 */
class KeptAcrossCoresTest {
    private static final int QOS_1 = 0b010;
    private static final int QOS_2 = 0b100;

    @ParameterizedTest
    @ValueSource(ints = {QOS_1, QOS_2})
    void shouldAcknowledgeWhenTheOtherCoreHasCommitted(
            int flags) { // [MQTT-4.3.2-4], [MQTT-4.3.3-8]
        CoresHarness node = new CoresHarness(3, 4096);
        durableSubscriber(node, 1, "t");
        FakeConnection publisher = node.client(0, 0, "p");
        node.journals.get(1).held = true;

        assertThat(node.exchange(publisher, publish(flags, "t", 7, "x"))).isEmpty();

        node.journals.get(1).held = false;
        node.settle();
        assertThat(publisher.sent()).isEqualTo(bytes(flags == QOS_1 ? 0x40 : 0x50, 2, 0, 7));
    }

    @Test
    void shouldAcknowledgeWhenAllKeepingCoresHave() {
        CoresHarness node = new CoresHarness(3, 4096);
        durableSubscriber(node, 1, "t");
        durableSubscriber(node, 2, "+");
        FakeConnection publisher = node.client(0, 0, "p");
        node.journals.get(1).held = true;
        node.journals.get(2).held = true;
        publisher.receive(publish(QOS_1, "t", 7, "x"));
        node.settle();

        node.journals.get(1).held = false;
        node.settle();
        assertThat(publisher.sent()).isEmpty();
        node.journals.get(2).held = false;
        node.settle();
        assertThat(publisher.sent()).isEqualTo(bytes(0x40, 2, 0, 7));
    }

    @Test
    void shouldNotLetAConfirmationOvertakeAnOlderSync() { // [MQTT-4.6.0-2]
        CoresHarness node = new CoresHarness(2, 4096);
        durableSubscriber(node, 0, "here");
        durableSubscriber(node, 1, "there");
        FakeConnection publisher = node.client(0, 0, "p");
        node.journals.get(0).held = true;
        publisher.receive(publish(QOS_1, "here", 1, "x"));
        publisher.receive(publish(QOS_1, "there", 2, "x"));
        node.settle();
        assertThat(publisher.sent()).isEmpty();

        node.journals.get(0).held = false;
        node.settle();

        assertThat(publisher.sent()).isEqualTo(bytes(0x40, 2, 0, 1, 0x40, 2, 0, 2));
    }

    @Test
    void shouldNotLetASyncOvertakeAnOlderConfirmation() {
        CoresHarness node = new CoresHarness(2, 4096);
        durableSubscriber(node, 0, "here");
        durableSubscriber(node, 1, "there");
        FakeConnection publisher = node.client(0, 0, "p");
        FakeConnection other = node.client(0, 0, "q");
        node.journals.get(1).held = true;
        publisher.receive(publish(QOS_1, "there", 1, "x"));
        publisher.receive(publish(QOS_1, "here", 2, "x"));
        other.receive(publish(QOS_1, "here", 3, "x"));
        node.settle();
        assertThat(publisher.sent()).isEmpty();
        assertThat(other.sent()).isEqualTo(bytes(0x40, 2, 0, 3));

        node.journals.get(1).held = false;
        node.settle();

        assertThat(publisher.sent()).isEqualTo(bytes(0x40, 2, 0, 1, 0x40, 2, 0, 2));
    }

    @Test
    void shouldNotReadWhoPublishesForACoreThatKeepsItWhileTheDiskIsBehind() {
        CoresHarness node = new CoresHarness(2, 4096);
        durableSubscriber(node, 1, "kept");
        FakeConnection publisher = node.client(0, 0, "p");
        node.disk.behind = true;

        assertThat(node.exchange(publisher, publish(QOS_1, "kept", 7, "x"))).isEmpty();
        assertThat(publisher.isReading()).isFalse();
        FakeConnection other = node.client(0, 0, "q");
        assertThat(node.exchange(other, publish(QOS_1, "t", 8, "x")))
                .isEqualTo(bytes(0x40, 2, 0, 8));

        node.disk.behind = false;
        node.settle();
        assertThat(publisher.sent()).isEqualTo(bytes(0x40, 2, 0, 7));
    }

    @Test
    void shouldRefuseARetainedMessageWhoseHomeIsNotServed() {
        CoresHarness node = new CoresHarness(2, 4096);
        FakeConnection publisher = node.client(0, 0, "p");
        String topic = node.named(1, "retained");
        node.disk.unserved.add(node.shards.shardOf(topic));

        node.exchange(publisher, publish(QOS_1 | 1, topic, 7, "x"));

        assertThat(node.count(MqttMetric.PUBLISHES_REFUSED)).isOne();
        assertThat(node.count(MqttMetric.RETAINED_MESSAGES)).isZero();
    }

    @Test
    void shouldAcknowledgeAtOnceWhenNobodyKeepsIt() {
        CoresHarness node = new CoresHarness(2, 4096);
        FakeConnection subscriber = node.client(1, 1, "s");
        node.exchange(subscriber, subscribe(1, "t", 1));
        FakeConnection publisher = node.client(0, 0, "p");

        publisher.receive(publish(QOS_1, "t", 7, "x"));
        node.cycle(0);

        assertThat(publisher.sent()).isEqualTo(bytes(0x40, 2, 0, 7));
    }

    @Test
    void shouldNotWaitForWhatOthersPublish() {
        CoresHarness node = new CoresHarness(2, 4096);
        durableSubscriber(node, 1, "kept");
        FakeConnection waiting = node.client(0, 0, "p");
        FakeConnection other = node.client(0, 0, "q");
        node.journals.get(1).held = true;
        assertThat(node.exchange(waiting, publish(QOS_1, "kept", 7, "x"))).isEmpty();

        assertThat(node.exchange(other, publish(QOS_1, "t", 8, "x")))
                .isEqualTo(bytes(0x40, 2, 0, 8));
    }

    @Test
    void shouldKeepTheOrderOfOneClientsAcknowledgements() { // [MQTT-4.6.0-2]
        CoresHarness node = new CoresHarness(2, 4096);
        durableSubscriber(node, 1, "kept");
        FakeConnection publisher = node.client(0, 0, "p");
        node.journals.get(1).held = true;
        publisher.receive(publish(QOS_1, "kept", 7, "x"));
        assertThat(node.exchange(publisher, publish(QOS_1, "t", 8, "x"))).isEmpty();

        node.journals.get(1).held = false;
        node.settle();

        assertThat(publisher.sent()).isEqualTo(bytes(0x40, 2, 0, 7, 0x40, 2, 0, 8));
    }

    @Test
    void shouldWaitForTheCoreOfTheMemberThatAGroupChose() { // publisher → group's home → member
        CoresHarness node = new CoresHarness(3, 4096);
        String filter = node.named(1, "$share/g/t");
        durableSubscriber(node, 2, filter);
        FakeConnection publisher = node.client(0, 0, "p");
        node.journals.get(2).held = true;
        String topic = filter.substring("$share/g/".length());

        assertThat(node.exchange(publisher, publish(QOS_1, topic, 7, "x"))).isEmpty();

        node.journals.get(2).held = false;
        node.settle();
        assertThat(publisher.sent()).isEqualTo(bytes(0x40, 2, 0, 7));
    }

    @Test
    void shouldNotWaitInACircleWhenTwoHomesGiveToEachOther() {
        CoresHarness node = new CoresHarness(2, 4096);
        String atFirst = node.named(0, "$share/g/a");
        String atSecond = node.named(1, "$share/g/b");
        durableSubscriber(node, 1, atFirst);
        durableSubscriber(node, 0, atSecond);
        FakeConnection first = node.client(0, 0, "p");
        FakeConnection second = node.client(1, 1, "p");

        first.receive(publish(QOS_1, atSecond.substring("$share/g/".length()), 1, "x"));
        second.receive(publish(QOS_1, atFirst.substring("$share/g/".length()), 2, "x"));
        node.settle();

        assertThat(first.sent()).isEqualTo(bytes(0x40, 2, 0, 1));
        assertThat(second.sent()).isEqualTo(bytes(0x40, 2, 0, 2));
    }

    @Test
    void shouldAskNoMoreWhenTheLastKeeperIsGone() {
        CoresHarness node = new CoresHarness(2, 4096);
        FakeConnection subscriber = durableSubscriber(node, 1, "t");
        FakeConnection other = node.client(1, 1, "s");
        node.exchange(other, subscribe(1, "t", 1));
        node.exchange(subscriber, unsubscribe(2, "t"));
        FakeConnection publisher = node.client(0, 0, "p");
        node.journals.get(1).held = true;

        publisher.receive(publish(QOS_1, "t", 7, "x"));
        node.cycle(0);

        assertThat(publisher.sent()).isEqualTo(bytes(0x40, 2, 0, 7));
    }

    @Test
    void shouldAcknowledgeARetainedMessageWhenItIsKeptForEveryone() {
        for (int home = 0; home < 2; home++) {
            CoresHarness node = new CoresHarness(2, 4096);
            String topic = node.named(home, "r");
            durableSubscriber(node, 1, topic);
            FakeConnection publisher = node.client(0, 0, "p");
            node.journals.get(1).held = true;

            assertThat(node.exchange(publisher, publish(QOS_1 | 1, topic, 7, "x"))).isEmpty();

            node.journals.get(1).held = false;
            node.settle();
            assertThat(publisher.sent()).isEqualTo(bytes(0x40, 2, 0, 7));
        }
    }

    private static FakeConnection durableSubscriber(CoresHarness node, int core, String filter) {
        FakeConnection subscriber = node.connection(core);
        node.exchange(subscriber, connect(node.idAt(core, "durable"), false));
        node.exchange(subscriber, subscribe(1, filter, 2));
        return subscriber;
    }
}

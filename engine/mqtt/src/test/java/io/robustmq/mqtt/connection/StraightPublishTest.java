package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.CoresHarness.connect;
import static io.robustmq.mqtt.connection.CoresHarness.publish;
import static io.robustmq.mqtt.connection.CoresHarness.subscribe;
import static io.robustmq.mqtt.connection.CoresHarness.unsubscribe;
import static io.robustmq.mqtt.connection.MqttHarness.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.net.FakeConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages that go from the publisher's core to the cores of those who want them. */
class StraightPublishTest {
    @Test
    void shouldReachSubscribersOnEveryCoreOnce() {
        CoresHarness node = new CoresHarness(4, 4096);
        List<FakeConnection> subscribers = new ArrayList<>();
        for (int core = 0; core < 4; core++) {
            FakeConnection subscriber = node.client(core, core, "s");
            assertThat(node.exchange(subscriber, subscribe(1, "a/+", 2)))
                    .containsExactly(0x90, 3, 0, 1, 2);
            assertThat(node.exchange(subscriber, subscribe(2, "a/#", 0)))
                    .containsExactly(0x90, 3, 0, 2, 0);
            subscribers.add(subscriber);
        }
        FakeConnection publisher = node.client(1, 1, "p");

        assertThat(node.exchange(publisher, publish(2, "a/b", 9, "x")))
                .containsExactly(0x40, 2, 0, 9);

        for (FakeConnection subscriber : subscribers) {
            assertThat(subscriber.sent()).containsExactly(publish(2, "a/b", 1, "x"));
        }
    }

    @Test
    void shouldSendSubackOnlyWhenAllCoresKnowTheFilter() { // [MQTT-3.8.4-1]
        CoresHarness node = new CoresHarness(3, 4096);
        FakeConnection subscriber = node.client(0, 0, "s");

        subscriber.receive(subscribe(1, "t", 0));
        node.cycle(0);
        node.cycle(1);
        node.cycle(0);

        assertThat(subscriber.sent()).isEmpty();
        node.cycle(2);
        node.cycle(0);
        assertThat(subscriber.sent()).containsExactly(0x90, 3, 0, 1, 0);
    }

    @Test
    void shouldAnswerAtOnceWhenTheOthersKnowTheFilterAlready() {
        CoresHarness node = new CoresHarness(3, 4096);
        FakeConnection first = node.client(0, 0, "s");
        FakeConnection second = node.client(0, 0, "t");
        node.exchange(first, subscribe(1, "t", 0));

        second.receive(subscribe(1, "t", 0));
        node.cycle(0);

        assertThat(second.sent()).containsExactly(0x90, 3, 0, 1, 0);
    }

    @Test
    void shouldSendNothingToACoreWhoseLastSubscriberLeft() { // [MQTT-3.10.4-2]
        CoresHarness node = new CoresHarness(2, 4096);
        FakeConnection subscriber = node.client(0, 0, "s");
        node.exchange(subscriber, subscribe(1, "t", 0));
        assertThat(node.exchange(subscriber, unsubscribe(2, "t"))).containsExactly(0xB0, 2, 0, 2);
        FakeConnection publisher = node.connection(1);
        String id = node.idAt(1, "p");
        node.exchange(publisher, connect(id, true));

        assertThat(node.exchange(publisher, publish(2, "t", 1, "x")))
                .containsExactly(0x40, 2, 0, 1);

        assertThat(subscriber.sent()).isEmpty();
    }

    @Test
    void shouldForgetTheFiltersOfAClientThatLeavesBeforeItsSuback() {
        CoresHarness node = new CoresHarness(2, 4096);
        FakeConnection subscriber = node.client(0, 0, "s");
        subscriber.receive(subscribe(1, "t", 0));
        node.cycle(0);
        subscriber.cut();
        node.settle();
        FakeConnection again = node.client(0, 0, "s");

        assertThat(node.exchange(again, subscribe(1, "t", 0))).containsExactly(0x90, 3, 0, 1, 0);

        FakeConnection publisher = node.client(1, 1, "p");
        node.exchange(publisher, publish(0, "t", 0, "x"));
        assertThat(again.sent()).containsExactly(publish(0, "t", 0, "x"));
    }

    @Test
    void shouldDropQos0AndParkQos1WhenTheRingIsFull() {
        CoresHarness node = new CoresHarness(2, 512);
        FakeConnection subscriber = node.client(0, 0, "s");
        node.exchange(subscriber, subscribe(1, "t", 1));
        FakeConnection publisher = node.client(1, 1, "p");

        for (int i = 1; i <= 20; i++) {
            publisher.receive(publish(0, "t", 0, "0"));
        }
        long dropped = node.count(MqttMetric.DROPPED_RING_FULL);
        publisher.receive(publish(2, "t", 1, "1"));
        node.cycle(1);

        assertThat(dropped).isPositive();
        assertThat(publisher.isReading()).isFalse();
        assertThat(publisher.sent()).isEmpty();
        node.settle();
        assertThat(publisher.sent()).containsExactly(0x40, 2, 0, 1);
        Inbox inbox = new Inbox(subscriber);
        inbox.take();
        assertThat(inbox.payloads()).hasSize(20 - (int) dropped + 1).endsWith("1");
        assertThat(node.count(MqttMetric.MESSAGES_IN_QOS1)).isEqualTo(1);
    }

    @Test
    void shouldPassMessagesLongerThanARingTakes() {
        CoresHarness node = new CoresHarness(2, 1024);
        FakeConnection subscriber = node.client(0, 0, "s");
        node.exchange(subscriber, subscribe(1, "t", 0));
        FakeConnection publisher = node.client(1, 1, "p");

        byte[] large = publish(0, "t", 0, "x".repeat(5_000));
        publisher.receive(publish(0, "t", 0, "before"));
        publisher.receive(large);
        node.exchange(publisher, publish(0, "t", 0, "after"));

        Inbox inbox = new Inbox(subscriber);
        inbox.take();
        assertThat(inbox.payloads()).containsExactly("before", "x".repeat(5_000), "after");
    }

    @Test
    void shouldNotSendBackWhatAClientOfAnotherCorePublishedItself() { // [MQTT-3.8.3-3]
        CoresHarness node = new CoresHarness(2, 4096);
        FakeConnection other = node.client(1, 1, "s");
        node.exchange(other, subscribe(1, "t", 0));
        FakeConnection client = node.connection(0);
        byte[] id = node.idAt(1, "c").getBytes();
        byte[] connect =
                bytes(0x10, 13 + id.length, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, id.length);
        client.receive(connect);
        client.receive(id);
        node.settle();
        client.sent();
        node.exchange(client, bytes(0x82, 7, 0, 1, 0, 0, 1, 't', 0b100));

        node.exchange(client, bytes(0x30, 5, 0, 1, 't', 0, 'x'));

        assertThat(client.sent()).isEmpty();
        assertThat(other.sent()).containsExactly(publish(0, "t", 0, "x"));
    }

    @Test
    void shouldPublishAWillOfAClientOfAnotherCore() { // [MQTT-3.1.2-8]
        CoresHarness node = new CoresHarness(2, 4096);
        FakeConnection subscriber = node.client(0, 0, "s");
        node.exchange(subscriber, subscribe(1, "w", 1));
        FakeConnection client = node.connection(1);
        byte[] id = node.idAt(1, "c").getBytes();
        client.receive(
                bytes(
                        0x10,
                        12 + id.length + 3 + 3,
                        0,
                        4,
                        'M',
                        'Q',
                        'T',
                        'T',
                        4,
                        0b1110,
                        0,
                        0,
                        0,
                        id.length));
        client.receive(id);
        client.receive(bytes(0, 1, 'w', 0, 1, '!'));
        node.settle();
        assertThat(client.sent()).containsExactly(0x20, 2, 0, 0);

        client.cut();
        node.settle();

        assertThat(subscriber.sent()).containsExactly(publish(2, "w", 1, "!"));
    }

    @Test
    void shouldLoseNothingAndKeepEachPublishersOrderInAnyInterleaving() {
        for (int run = 0; run < 20; run++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            CoresHarness node = new CoresHarness(3, 512 << random.nextInt(4));
            List<FakeConnection> publishers = new ArrayList<>();
            List<Inbox> inboxes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                FakeConnection subscriber = node.client(random.nextInt(3), i, "s");
                node.exchange(subscriber, subscribe(1, i == 0 ? "#" : "t/+", 1));
                inboxes.add(new Inbox(subscriber));
                publishers.add(node.client(random.nextInt(3), random.nextInt(3), "p" + i + "-"));
            }

            int[] next = new int[3];
            for (int step = 0; step < 300; step++) {
                int who = random.nextInt(3);
                FakeConnection publisher = publishers.get(who);
                if (publisher.isReading()) {
                    next[who]++;
                    publisher.receive(publish(2, "t/" + who, next[who], who + ":" + next[who]));
                }
                node.cycles(random, random.nextInt(3));
                inboxes.get(random.nextInt(3)).take();
            }
            for (int i = 0; i < 20; i++) {
                node.settle();
                inboxes.forEach(Inbox::take);
            }

            for (Inbox inbox : inboxes) {
                for (int who = 0; who < 3; who++) {
                    String prefix = who + ":";
                    assertThat(inbox.payloads().stream().filter(each -> each.startsWith(prefix)))
                            .as("seed " + seed)
                            .containsExactlyElementsOf(
                                    IntStream.rangeClosed(1, next[who])
                                            .mapToObj(n -> prefix + n)
                                            .toList());
                }
            }
        }
    }
}

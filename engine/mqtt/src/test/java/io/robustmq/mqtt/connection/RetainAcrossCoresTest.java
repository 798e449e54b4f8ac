package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.CoresHarness.publish;
import static io.robustmq.mqtt.connection.CoresHarness.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.net.FakeConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Retained messages are ordered by their topic's home and known to every core. */
class RetainAcrossCoresTest {
    private static final int RETAIN = 1;
    private static final int QOS_1 = 2;

    @Test
    void shouldGiveTheRetainedMessageToALaterSubscriberOfAnyCore() { // [MQTT-3.3.1-9]
        CoresHarness node = new CoresHarness(3, 4096);
        String topic = node.named(2, "t");
        FakeConnection publisher = node.client(0, 0, "p");
        assertThat(node.exchange(publisher, publish(QOS_1 | RETAIN, topic, 5, "v")))
                .containsExactly(0x40, 2, 0, 5);

        for (int core = 0; core < 3; core++) {
            FakeConnection subscriber = node.client(core, core, "s");
            assertThat(node.exchange(subscriber, subscribe(1, "#", 0)))
                    .startsWith(0x90, 3, 0, 1, 0)
                    .endsWith(publish(RETAIN, topic, 0, "v"));
        }
        assertThat(node.count(MqttMetric.RETAINED_MESSAGES)).isEqualTo(1);
    }

    @Test
    void shouldClearTheRetainedMessageOnEveryCore() { // [MQTT-3.3.1-6]
        CoresHarness node = new CoresHarness(2, 4096);
        FakeConnection publisher = node.client(0, 0, "p");
        String topic = node.named(1, "t");
        node.exchange(publisher, publish(QOS_1 | RETAIN, topic, 1, "v"));
        node.exchange(publisher, publish(QOS_1 | RETAIN, topic, 2, ""));

        for (int core = 0; core < 2; core++) {
            FakeConnection subscriber = node.client(core, core, "s");
            assertThat(node.exchange(subscriber, subscribe(1, topic, 0)))
                    .containsExactly(0x90, 3, 0, 1, 0);
        }
    }

    @Test
    void shouldRouteTheRetainedMessageToSubscribersWithoutTheFlag() { // [MQTT-3.3.1-12]
        CoresHarness node = new CoresHarness(2, 4096);
        String topic = node.named(1, "t");
        FakeConnection subscriber = node.client(0, 0, "s");
        node.exchange(subscriber, subscribe(1, topic, 1));
        FakeConnection publisher = node.client(0, 0, "p");

        node.exchange(publisher, publish(QOS_1 | RETAIN, topic, 1, "v"));

        assertThat(subscriber.sent()).containsExactly(publish(QOS_1, topic, 1, "v"));
    }

    @Test
    void shouldAcknowledgeOnlyWhenEveryCoreHasIt() {
        CoresHarness node = new CoresHarness(3, 4096);
        String topic = node.named(1, "t");
        FakeConnection publisher = node.client(0, 0, "p");

        publisher.receive(publish(QOS_1 | RETAIN, topic, 1, "v"));
        for (int i = 0; i < 4; i++) {
            node.cycle(0);
            node.cycle(1);
        }

        assertThat(publisher.sent()).isEmpty();
        node.settle();
        assertThat(publisher.sent()).containsExactly(0x40, 2, 0, 1);
    }

    @Test
    void shouldTakeQos2RetainedMessagesOnce() { // [MQTT-4.3.3-10]
        CoresHarness node = new CoresHarness(2, 4096);
        String topic = node.named(1, "t");
        FakeConnection subscriber = node.client(1, 1, "s");
        node.exchange(subscriber, subscribe(1, topic, 0));
        FakeConnection publisher = node.client(0, 0, "p");

        assertThat(node.exchange(publisher, publish(4 | RETAIN, topic, 3, "v")))
                .containsExactly(0x50, 2, 0, 3);
        assertThat(node.exchange(publisher, publish(12 | RETAIN, topic, 3, "v")))
                .containsExactly(0x50, 2, 0, 3);

        assertThat(subscriber.sent()).containsExactly(publish(0, topic, 0, "v"));
    }

    @Test
    void shouldNeitherKeepNorRouteBeyondTheLimit() {
        MqttConfig defaults = MqttConfig.DEFAULT;
        MqttConfig config =
                new MqttConfig(
                        defaults.listeners(),
                        defaults.connections(),
                        defaults.packets(),
                        defaults.sessions(),
                        new MqttConfig.Retained(1, 1000),
                        defaults.delayed(),
                        defaults.sharedStrategy(),
                        null);
        CoresHarness node = new CoresHarness(2, 4096, config);
        FakeConnection publisher = node.client(0, 0, "p");
        node.exchange(publisher, publish(QOS_1 | RETAIN, node.named(1, "t"), 1, "v"));

        assertThat(node.exchange(publisher, publish(QOS_1 | RETAIN, node.named(1, "u"), 2, "v")))
                .containsExactly(0x40, 2, 0, 2);

        assertThat(node.count(MqttMetric.PUBLISHES_REFUSED)).isEqualTo(1);
        FakeConnection subscriber = node.client(0, 0, "s");
        assertThat(node.exchange(subscriber, subscribe(1, node.named(1, "u"), 0)))
                .containsExactly(0x90, 3, 0, 1, 0);
    }

    @Test
    void shouldNeverLetAPublisherOvertakeItselfWhenRetainedAndPlainMix() { // [MQTT-4.6.0-5]
        for (int run = 0; run < 30; run++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            CoresHarness node = new CoresHarness(3, 512 << random.nextInt(4));
            String[] topics = {node.named(0, "t/"), node.named(1, "t/"), node.named(2, "t/")};
            List<Inbox> inboxes = new ArrayList<>();
            List<FakeConnection> publishers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                FakeConnection subscriber = node.client(random.nextInt(3), i, "s");
                node.exchange(subscriber, subscribe(1, "t/#", 1));
                inboxes.add(new Inbox(subscriber));
                publishers.add(node.client(random.nextInt(3), random.nextInt(3), "p" + i + "-"));
            }

            int[] next = new int[3];
            for (int step = 0; step < 400; step++) {
                int who = random.nextInt(3);
                if (publishers.get(who).isReading()) {
                    next[who]++;
                    int flags = QOS_1 | (random.nextInt(3) == 0 ? RETAIN : 0);
                    String topic = topics[who];
                    publishers
                            .get(who)
                            .receive(publish(flags, topic, next[who], who + ":" + next[who]));
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

    @Test
    void shouldShowEverySubscriberTheLastRetainedMessageAndNoGap() {
        for (int run = 0; run < 30; run++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            CoresHarness node = new CoresHarness(3, 1024);
            String topic = node.named(random.nextInt(3), "t");
            FakeConnection publisher = node.client(random.nextInt(3), random.nextInt(3), "p");
            List<Inbox> inboxes = new ArrayList<>();

            int sent = 0;
            for (int step = 0; step < 120; step++) {
                if (publisher.isReading()) {
                    publisher.receive(
                            publish(QOS_1 | RETAIN, topic, ++sent, Integer.toString(sent)));
                }
                if (step % 20 == 0) {
                    int home = random.nextInt(3);
                    FakeConnection subscriber = node.connection(home);
                    String id = node.idAt(home, "s" + step + "-");
                    subscriber.receive(CoresHarness.connect(id, true));
                    subscriber.receive(subscribe(1, topic, 1));
                    inboxes.add(new Inbox(subscriber));
                }
                node.cycles(random, 1 + random.nextInt(3));
                inboxes.forEach(Inbox::take);
            }
            for (int i = 0; i < 10; i++) {
                node.settle();
                inboxes.forEach(Inbox::take);
            }

            for (Inbox inbox : inboxes) {
                List<Integer> got = inbox.payloads().stream().map(Integer::valueOf).toList();
                assertThat(got)
                        .as("seed " + seed)
                        .containsExactlyElementsOf(
                                IntStream.rangeClosed(got.getFirst(), sent).boxed().toList());
            }
        }
    }
}

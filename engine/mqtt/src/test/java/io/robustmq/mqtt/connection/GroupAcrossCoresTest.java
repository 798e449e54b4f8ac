package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.CoresHarness.connect;
import static io.robustmq.mqtt.connection.CoresHarness.publish;
import static io.robustmq.mqtt.connection.CoresHarness.subscribe;
import static io.robustmq.mqtt.connection.CoresHarness.unsubscribe;
import static io.robustmq.mqtt.connection.MqttHarness.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.net.FakeConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared groups and exclusive rights live on one core, whichever cores their members are on. */
class GroupAcrossCoresTest {
    private static final int QOS_1 = 2;
    private static final int QOS_2 = 4;

    @Test
    void shouldGiveEachMessageToOneMemberWhicheverItsCore() { // §4.8.2
        for (int home = 0; home < 3; home++) {
            CoresHarness node = new CoresHarness(3, 4096);
            String filter = node.named(home, "$share/g/t");
            String topic = filter.substring("$share/g/".length());
            List<Inbox> members = new ArrayList<>();
            for (int core = 0; core < 3; core++) {
                FakeConnection member = node.client(core, core, "m");
                assertThat(node.exchange(member, subscribe(1, filter, 1)))
                        .containsExactly(0x90, 3, 0, 1, 1);
                members.add(new Inbox(member));
            }
            FakeConnection publisher = node.client(0, 0, "p");

            for (int i = 1; i <= 30; i++) {
                node.exchange(publisher, publish(QOS_1, topic, i, Integer.toString(i)));
                members.forEach(Inbox::take);
                node.settle();
            }

            assertThat(members.stream().flatMap(each -> each.payloads().stream()))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, 30).mapToObj(Integer::toString).toList());
            assertThat(members).allSatisfy(each -> assertThat(each.received).hasSize(10));
        }
    }

    @Test
    void shouldGiveToAnotherMemberWhatALeavingOneDidNotAcknowledge() { // §4.8.2
        CoresHarness node = new CoresHarness(3, 4096);
        String filter = node.named(0, "$share/g/t");
        String topic = filter.substring("$share/g/".length());
        FakeConnection leaving = node.client(1, 1, "m");
        node.exchange(leaving, subscribe(1, filter, 1));
        FakeConnection publisher = node.client(0, 0, "p");
        node.exchange(publisher, publish(QOS_1, topic, 1, "x"));
        assertThat(leaving.sent()).containsExactly(publish(QOS_1, topic, 1, "x"));
        FakeConnection staying = node.client(2, 2, "m");
        node.exchange(staying, subscribe(1, filter, 1));

        leaving.cut();
        node.settle();

        assertThat(staying.sent()).containsExactly(publish(QOS_1, topic, 1, "x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldGiveNobodyElseAQos2MessageThatWasSent(int home) { // [MQTT-4.8.2-5]
        CoresHarness node = new CoresHarness(2, 4096);
        String filter = node.named(0, "$share/g/t");
        String topic = filter.substring("$share/g/".length());
        FakeConnection leaving = node.client(0, home, "m");
        node.exchange(leaving, subscribe(1, filter, 2));
        FakeConnection publisher = node.client(0, 0, "p");
        node.exchange(publisher, publish(QOS_2, topic, 1, "x"));
        assertThat(leaving.sent()).containsExactly(publish(QOS_2, topic, 1, "x"));
        FakeConnection staying = node.client(1, 1, "s");
        node.exchange(staying, subscribe(1, filter, 2));

        leaving.cut();
        node.settle();

        assertThat(staying.sent()).isEmpty();
    }

    /** The member left while the message was on its way to it. */
    @Test
    void shouldAcknowledgeAReturnedMessageWhenItsNextMemberHasKeptIt() {
        CoresHarness node = new CoresHarness(3, 4096);
        String filter = node.named(0, "$share/g/t");
        String topic = filter.substring("$share/g/".length());
        FakeConnection leaving = node.client(1, 1, "m");
        node.exchange(leaving, subscribe(1, filter, 1));
        FakeConnection staying = node.connection(0);
        node.exchange(staying, connect(node.idAt(0, "m"), false));
        node.exchange(staying, subscribe(1, filter, 1));
        FakeConnection publisher = node.client(0, 0, "p");
        node.journals.get(0).held = true;

        publisher.receive(publish(QOS_1, topic, 1, "x"));
        node.cycle(0);
        leaving.cut();
        node.settle();
        assertThat(publisher.sent()).isEmpty();
        node.journals.get(0).held = false;
        node.settle();

        assertThat(leaving.sent()).isEmpty();
        assertThat(publisher.sent()).containsExactly(0x40, 2, 0, 1);
        assertThat(staying.sent()).containsExactly(publish(QOS_1, topic, 1, "x"));
    }

    /** The same of a message that is not to be given twice, wherever it is by then. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void shouldGiveToAnotherMemberWhatWasOnItsWayToOneThatLeft(int cycles) {
        CoresHarness node = new CoresHarness(2, 4096);
        String filter = node.named(0, "$share/g/t");
        String topic = filter.substring("$share/g/".length());
        FakeConnection leaving = node.client(1, 1, "m");
        node.exchange(leaving, subscribe(1, filter, 2));
        FakeConnection staying = node.connection(0);
        node.exchange(staying, connect(node.idAt(0, "s"), false));
        node.exchange(staying, subscribe(1, filter, 2));
        staying.cut();
        FakeConnection publisher = node.connection(0);
        node.exchange(publisher, connect(node.idAt(0, "p"), false));

        publisher.receive(publish(QOS_2, topic, 1, "x"));
        for (int i = 0; i < cycles; i++) {
            node.cycle(0);
        }
        leaving.cut();
        node.settle();

        FakeConnection back = node.connection(0);
        back.receive(connect(node.idAt(0, "s"), false));
        node.settle();
        assertThat(leaving.sent()).isEmpty();
        assertThat(back.sent()).endsWith(publish(QOS_2, topic, 1, "x"));
    }

    @Test
    void shouldPreferAMemberWhoseClientIsThere() {
        CoresHarness node = new CoresHarness(3, 4096);
        String filter = node.named(0, "$share/g/t");
        String topic = filter.substring("$share/g/".length());
        FakeConnection away = node.connection(1);
        node.exchange(away, connect(node.idAt(1, "m"), false));
        node.exchange(away, subscribe(1, filter, 1));
        FakeConnection there = node.client(2, 2, "m");
        node.exchange(there, subscribe(1, filter, 1));
        away.cut();
        node.settle();
        FakeConnection publisher = node.client(0, 0, "p");

        for (int i = 1; i <= 4; i++) {
            node.exchange(publisher, publish(QOS_1, topic, i, "x"));
        }

        Inbox inbox = new Inbox(there);
        inbox.take();
        assertThat(inbox.received).hasSize(4);
    }

    @Test
    void shouldLoseNothingWhenMembersComeAndGoInAnyInterleaving() {
        for (int run = 0; run < 20; run++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            CoresHarness node = new CoresHarness(3, 1024 << random.nextInt(3));
            String filter = node.named(random.nextInt(3), "$share/g/t");
            String topic = filter.substring("$share/g/".length());
            FakeConnection steady = node.client(0, 0, "steady");
            node.exchange(steady, subscribe(1, filter, 1));
            List<Inbox> members = new ArrayList<>(List.of(new Inbox(steady)));
            FakeConnection publisher = node.client(1, 1, "p");
            FakeConnection passing = null;

            int sent = 0;
            for (int step = 0; step < 200; step++) {
                if (publisher.isReading()) {
                    publisher.receive(publish(QOS_1, topic, ++sent, Integer.toString(sent)));
                }
                if (step % 25 == 0) {
                    int home = random.nextInt(3);
                    passing = node.connection(random.nextInt(3));
                    passing.receive(connect(node.idAt(home, "m" + step + "-"), true));
                    passing.receive(subscribe(1, filter, 1));
                    members.add(new Inbox(passing));
                } else if (step % 25 == 20 && passing != null) {
                    if (random.nextBoolean()) {
                        passing.receive(unsubscribe(2, filter));
                    } else {
                        passing.cut();
                    }
                }
                node.cycles(random, random.nextInt(4));
                members.get(random.nextInt(members.size())).take();
            }
            for (int i = 0; i < 20; i++) {
                node.settle();
                members.forEach(Inbox::take);
            }

            List<String> all =
                    members.stream().flatMap(each -> each.payloads().stream()).distinct().toList();
            assertThat(all)
                    .as("seed " + seed)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, sent).mapToObj(Integer::toString).toList());
        }
    }

    @Test
    void shouldGrantAnExclusiveTopicToOneClientOfTheNode() {
        for (int home = 0; home < 3; home++) {
            CoresHarness node = new CoresHarness(3, 4096);
            String topic = node.named(home, "x");
            FakeConnection first = node.client(0, 0, "a");
            FakeConnection second = node.client(1, 1, "b");
            assertThat(node.exchange(first, subscribe(1, "$exclusive/" + topic, 1)))
                    .containsExactly(0x90, 3, 0, 1, 1);

            assertThat(node.exchange(second, subscribe(1, "$exclusive/" + topic, 1)))
                    .isEqualTo(bytes(0x90, 3, 0, 1, 0x80));

            first.cut();
            node.settle();
            assertThat(node.exchange(second, subscribe(2, "$exclusive/" + topic, 1)))
                    .containsExactly(0x90, 3, 0, 2, 1);
            FakeConnection publisher = node.client(2, 2, "p");
            node.exchange(publisher, publish(0, topic, 0, "v"));
            assertThat(second.sent()).isEqualTo(publish(0, topic, 0, "v"));
        }
    }
}

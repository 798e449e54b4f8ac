package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.CoresHarness.connect;
import static io.robustmq.mqtt.connection.CoresHarness.publish;
import static io.robustmq.mqtt.connection.CoresHarness.subscribe;
import static io.robustmq.mqtt.connection.CoresHarness.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.MqttConfig;
import io.robustmq.transport.net.FakeConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group's home knows what each member of another core can take, whoever came and went. */
class GroupCreditTest {
    private static final int QOS_1 = 2;
    private static final int WINDOW = 3;
    private static final int MEMBERS = 4;

    /**
     * Credit given is credit returned plus what is outstanding: what each member has not
     * acknowledged is what its home believes, so exactly what is missing to full windows fills
     * them.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldKnowWhatEachMemberCanTake(long seed) {
        Random random = new Random(seed);
        MqttConfig config = windowOf(WINDOW);
        CoresHarness node = new CoresHarness(3, 4096, config);
        String filter = node.named(0, "$share/g/t");
        String topic = filter.substring("$share/g/".length());
        FakeConnection publisher = node.client(0, 0, "p");
        List<String> ids = new ArrayList<>();
        List<FakeConnection> connections = new ArrayList<>();
        List<Inbox> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            ids.add(node.idAt(1 + i % 2, "m" + i + "-"));
            connections.add(node.connection(1 + i % 2));
            members.add(new Inbox(connections.get(i)));
            connections.get(i).receive(connect(ids.get(i), false));
            connections.get(i).receive(subscribe(1, filter, 1));
        }
        node.settle();

        int sent = 0;
        for (int step = 0; step < 300; step++) {
            int who = random.nextInt(MEMBERS);
            Inbox member = members.get(who);
            switch (random.nextInt(10)) {
                case 0 -> { // drops, comes back, with its session or without
                    connections.get(who).cut();
                    node.cycles(random, random.nextInt(4));
                    FakeConnection next = node.connection(random.nextInt(3));
                    connections.set(who, next);
                    members.set(who, new Inbox(next));
                    next.receive(connect(ids.get(who), random.nextInt(3) == 0));
                    next.receive(subscribe(1, filter, 1));
                }
                case 1 -> {
                    connections.get(who).receive(unsubscribe(2, filter));
                    node.cycles(random, random.nextInt(4));
                    connections.get(who).receive(subscribe(3, filter, 1));
                }
                case 2, 3, 4, 5 -> {
                    if (publisher.isReading()) {
                        publisher.receive(publish(QOS_1, topic, 1 + sent++ % 1000, "x"));
                    }
                }
                default -> {
                    member.read();
                    if (!member.unacknowledged.isEmpty()) {
                        member.acknowledgeOne();
                    }
                }
            }
            node.cycles(random, random.nextInt(4));
        }
        drainQueues(node, members);

        int missing = 0;
        for (Inbox member : members) {
            int keep = random.nextInt(WINDOW);
            while (member.unacknowledged.size() > keep) {
                member.acknowledgeOne();
                node.settle();
                member.read();
            }
            missing += WINDOW - member.unacknowledged.size();
        }
        for (int i = 0; i < missing; i++) {
            node.exchange(publisher, publish(QOS_1, topic, 1 + i, "y"));
        }

        members.forEach(Inbox::read);
        assertThat(members)
                .as("seed " + seed)
                .allSatisfy(each -> assertThat(each.unacknowledged).hasSize(WINDOW));
    }

    /** Until no session has anything queued behind its window. */
    private static void drainQueues(CoresHarness node, List<Inbox> members) {
        int before;
        int after = -1;
        do {
            before = after;
            node.settle();
            members.forEach(Inbox::take);
            after = members.stream().mapToInt(each -> each.received.size()).sum();
        } while (after != before);
    }

    private static MqttConfig windowOf(int messages) {
        MqttConfig base = MqttConfig.DEFAULT;
        return new MqttConfig(
                base.listeners(),
                base.connections(),
                base.packets(),
                new MqttConfig.Sessions(
                        base.sessions().maxExpirySeconds(),
                        base.sessions().maxQueuedMessages(),
                        base.sessions().maxQueuedBytes(),
                        messages),
                base.retained(),
                base.delayed(),
                base.sharedStrategy(),
                base.redirect());
    }
}

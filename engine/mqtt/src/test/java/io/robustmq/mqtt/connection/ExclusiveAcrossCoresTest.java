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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An exclusive topic has one holder on the node, whatever was under way when clients came and went.
 */
class ExclusiveAcrossCoresTest {
    private static final byte[] GRANTED = bytes(0x90, 3, 0, 1, 1);
    private static final byte[] REFUSED = bytes(0x90, 3, 0, 1, 0x80);

    @Test
    void shouldKeepTheRightOfAClientThatCameBackWhileTheAnswerWasUnderWay() {
        CoresHarness node = new CoresHarness(3, 4096);
        String filter = "$exclusive/" + node.named(0, "x");
        String id = node.idAt(1, "c");
        FakeConnection first = node.connection(1);
        node.exchange(first, connect(id, false));
        first.receive(subscribe(1, filter, 1));
        node.cycle(1); // the question is on its way
        first.cut();
        FakeConnection again = node.connection(1);
        again.receive(connect(id, false));
        again.receive(subscribe(1, filter, 1));
        node.settle();
        assertThat(again.sent()).endsWith(GRANTED);

        FakeConnection other = node.client(2, 2, "o");

        assertThat(node.exchange(other, subscribe(1, filter, 1))).isEqualTo(REFUSED);
    }

    @Test
    void shouldFreeTheRightOfASessionThatEndedWhileItAskedAgain() {
        CoresHarness node = new CoresHarness(3, 4096);
        String filter = "$exclusive/" + node.named(0, "x");
        FakeConnection first = node.client(1, 1, "c");
        assertThat(node.exchange(first, subscribe(1, filter, 1))).isEqualTo(GRANTED);
        first.receive(subscribe(2, filter, 0));
        node.cycle(1);
        first.cut();
        node.settle();

        FakeConnection other = node.client(2, 2, "o");

        assertThat(node.exchange(other, subscribe(1, filter, 1))).isEqualTo(GRANTED);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void shouldHaveOneHolderAtMostAndLoseNoRightInAnyInterleaving(long seed) {
        Random random = new Random(seed);
        CoresHarness node = new CoresHarness(3, 1024);
        String topic = node.named(random.nextInt(3), "x");
        String filter = "$exclusive/" + topic;
        List<String> ids = new ArrayList<>();
        List<FakeConnection> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(node.idAt(i % 3, "c" + i + "-"));
            clients.add(node.connection(i % 3));
            node.exchange(clients.get(i), connect(ids.get(i), false));
        }

        for (int step = 0; step < 400; step++) {
            int who = random.nextInt(4);
            FakeConnection client = clients.get(who);
            switch (random.nextInt(4)) {
                case 0 -> {
                    client.cut();
                    clients.set(who, node.connection(random.nextInt(3)));
                    clients.get(who).receive(connect(ids.get(who), random.nextInt(3) == 0));
                }
                case 1 -> client.receive(unsubscribe(2, filter));
                default -> client.receive(subscribe(1, filter, 1));
            }
            node.cycles(random, random.nextInt(5));
        }
        node.settle();

        clients.forEach(FakeConnection::sent);
        FakeConnection publisher = node.client(2, 2, "p");
        node.exchange(publisher, publish(0, topic, 0, "v"));
        assertThat(clients.stream().filter(each -> each.sent().length > 0))
                .as("holders, seed " + seed)
                .hasSizeLessThanOrEqualTo(1);
        for (int i = 0; i < 4; i++) {
            clients.get(i).cut();
            FakeConnection last = node.connection(0);
            node.exchange(last, connect(ids.get(i), true));
            last.cut();
        }
        node.settle();
        FakeConnection newcomer = node.client(1, 1, "n");
        assertThat(node.exchange(newcomer, subscribe(1, filter, 1)))
                .as("seed " + seed)
                .isEqualTo(GRANTED);
    }
}

package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.CoresHarness.connect;
import static io.robustmq.mqtt.connection.CoresHarness.publish;
import static io.robustmq.mqtt.connection.CoresHarness.subscribe;
import static io.robustmq.mqtt.connection.MqttHarness.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.net.FakeConnection;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A client is served by the core its id is at home on, whichever core accepted its connection. */
class RelayTest {
    @Test
    void shouldServeAClientOfAnotherCore() {
        CoresHarness node = new CoresHarness(2, 64 << 10);
        FakeConnection client = node.client(0, 1, "c");

        assertThat(node.exchange(client, subscribe(1, "t", 0))).containsExactly(0x90, 3, 0, 1, 0);
        assertThat(node.exchange(client, publish(0, "t", 0, "hi")))
                .containsExactly(publish(0, "t", 0, "hi"));

        assertThat(node.cores.get(1).openConnections()).isEqualTo(1);
        assertThat(node.exchange(client, bytes(0xC0, 0))).containsExactly(0xD0, 0);
    }

    @Test
    void shouldRelayAConnectThatArrivesByteByByte() {
        CoresHarness node = new CoresHarness(2, 1024);
        FakeConnection client = node.connection(0);
        for (byte each : connect(node.idAt(1, "c"), true)) {
            client.receive(new byte[] {each});
            node.cycle(0);
        }

        node.settle();

        assertThat(client.sent()).containsExactly(0x20, 2, 0, 0);
        assertThat(client.carriedBytes()).isZero();
    }

    @Test
    void shouldTakeASessionOverFromAnotherCore() { // [MQTT-3.1.4-2]
        CoresHarness node = new CoresHarness(3, 4096);
        FakeConnection first = node.client(0, 1, "c");
        FakeConnection second = node.connection(2);

        second.receive(connect(node.idAt(1, "c"), true));
        node.settle();

        assertThat(second.sent()).containsExactly(0x20, 2, 0, 0);
        assertThat(first.isOpen()).isFalse();
        assertThat(node.count(MqttMetric.TAKEOVERS)).isEqualTo(1);
        assertThat(node.count(MqttMetric.CONNECTIONS_3_1_1)).isEqualTo(1);
    }

    @Test
    void shouldResumeASessionWhicheverCoreTheClientComesBackTo() { // [MQTT-3.1.2-4]
        CoresHarness node = new CoresHarness(3, 4096);
        byte[] connect = connect(node.idAt(1, "c"), false);
        FakeConnection first = node.connection(0);
        node.exchange(first, connect);
        node.exchange(first, subscribe(1, "t", 1));
        first.cut();
        node.settle();
        FakeConnection publisher = node.client(1, 1, "p");
        assertThat(node.exchange(publisher, publish(2, "t", 7, "x")))
                .containsExactly(0x40, 2, 0, 7);

        FakeConnection again = node.connection(2);

        assertThat(node.exchange(again, connect))
                .startsWith(0x20, 2, 1, 0)
                .endsWith(publish(2, "t", 1, "x"));
    }

    @Test
    void shouldPassEverythingInOrderThroughTinyRings() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        CoresHarness node = new CoresHarness(2, 512);
        FakeConnection client = node.client(0, 1, "c");
        node.exchange(client, subscribe(1, "t", 1));
        Inbox inbox = new Inbox(client);

        int count = 500;
        for (int i = 0; i < count; i++) {
            client.receive(publish(2, "t", i + 1, i + "." + "x".repeat(random.nextInt(300))));
            node.cycles(random, random.nextInt(4));
            inbox.take();
        }
        for (int i = 0; i < 50; i++) {
            node.settle();
            inbox.take();
        }

        assertThat(inbox.payloads().stream().map(each -> each.substring(0, each.indexOf('.'))))
                .as("seed " + seed)
                .containsExactlyElementsOf(
                        IntStream.range(0, count).mapToObj(Integer::toString).toList());
        assertThat(client.isReading()).isTrue();
    }

    @Test
    void shouldPassAPacketLongerThanTheWindow() {
        CoresHarness node = new CoresHarness(2, 64 << 10);
        FakeConnection client = node.client(0, 1, "c");
        byte[] large = publish(2, "t", 1, "x".repeat(700_000));

        for (int at = 0; at < large.length; at += 60_000) {
            client.receive(Arrays.copyOfRange(large, at, Math.min(large.length, at + 60_000)));
            node.settle();
        }

        assertThat(client.sent()).containsExactly(0x40, 2, 0, 1);
    }

    @Test
    void shouldBoundWhatWaitsForAClientThatDoesNotRead() {
        CoresHarness node = new CoresHarness(2, 64 << 10);
        FakeConnection subscriber = node.client(0, 1, "s");
        node.exchange(subscriber, subscribe(1, "t", 0));
        FakeConnection publisher = node.client(1, 1, "p");
        subscriber.stuck(true);

        for (int i = 0; i < 3000; i++) {
            publisher.receive(publish(0, "t", 0, "x".repeat(1000)));
            node.cycle(1);
            node.cycle(0);
        }

        assertThat(node.count(MqttMetric.DROPPED_OUTPUT_FULL)).isPositive();
        assertThat(subscriber.pendingBytes()).isLessThanOrEqualTo(512 << 10);
        subscriber.stuck(false);
        node.settle();
        assertThat(subscriber.pendingBytes()).isZero();
        subscriber.sent();
        node.exchange(publisher, publish(0, "t", 0, "again"));
        assertThat(subscriber.sent()).isEqualTo(publish(0, "t", 0, "again"));
    }

    @Test
    void shouldTellTheHomeThatTheSocketIsGone() {
        CoresHarness node = new CoresHarness(2, 1024);
        FakeConnection client = node.client(0, 1, "c");

        client.cut();
        node.settle();

        assertThat(node.count(MqttMetric.CONNECTIONS_3_1_1)).isZero();
        assertThat(node.cores.get(0).openConnections() + node.cores.get(1).openConnections())
                .isZero();
        assertThat(node.fakes.get(1).armedTimers()).isZero();
    }

    @Test
    void shouldSayGoodbyeToRelayedClientsWhenTheServerStops() {
        CoresHarness node = new CoresHarness(2, 1024);
        FakeConnection client = node.client(0, 1, "c");

        node.cores.get(0).drain();
        node.cores.get(1).drain();
        node.settle();

        assertThat(client.isOpen()).isFalse();
        assertThat(node.cores.get(0).openConnections()).isZero();
    }

    @Test
    void shouldRefuseABadConnectOnTheCoreThatAcceptedIt() { // [MQTT-3.1.2-3] reserved flag
        CoresHarness node = new CoresHarness(2, 1024);
        FakeConnection connection = node.connection(0);
        byte[] connect = connect(node.idAt(1, "c"), true);
        connect[9] |= 1;

        connection.receive(connect);
        node.settle();

        assertThat(connection.isOpen()).isFalse();
        assertThat(node.count(MqttMetric.PROTOCOL_ERRORS)).isEqualTo(1);
    }
}

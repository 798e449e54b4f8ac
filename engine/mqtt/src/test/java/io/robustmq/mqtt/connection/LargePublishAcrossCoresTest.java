package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.CoresHarness.publish;
import static io.robustmq.mqtt.connection.CoresHarness.subscribe;
import static io.robustmq.mqtt.connection.LargePublish.first;
import static io.robustmq.mqtt.connection.LargePublish.from;
import static io.robustmq.mqtt.connection.LargePublish.payload;
import static io.robustmq.mqtt.connection.LargePublish.v3;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.memory.SlabPool;
import io.robustmq.transport.net.FakeConnection;
import org.junit.jupiter.api.Test;

/** A payload that arrived in parts stays on the core that received it, whoever sends it on. */
class LargePublishAcrossCoresTest {
    private static final int PIECE = SlabPool.PIECE_BYTES;

    @Test
    void shouldLendItToTheCoresOfItsSubscribers() {
        CoresHarness node = new CoresHarness(3, 1024);
        FakeConnection[] subscribers = {node.client(0, 0, "a"), node.client(2, 2, "b")};
        for (FakeConnection subscriber : subscribers) {
            node.exchange(subscriber, subscribe(1, "t", 0));
            subscriber.stuck(true);
        }
        FakeConnection publisher = node.client(1, 1, "p");
        byte[] packet = v3(2, "t", 9, payload(5 * PIECE));

        publisher.receive(first(packet, 3 * PIECE));
        assertThat(node.exchange(publisher, from(packet, 3 * PIECE)))
                .containsExactly(0x40, 2, 0, 9);
        publisher.cut();
        node.settle();

        assertThat(node.bodies)
                .extracting(SlabPool::inUseBytes)
                .containsExactly(0L, 5L * PIECE, 0L);
        for (FakeConnection subscriber : subscribers) {
            subscriber.stuck(false);
            assertThat(subscriber.sent()).isEqualTo(v3(0, "t", 0, payload(5 * PIECE)));
        }
        node.settle();
        assertThat(node.bodies).extracting(SlabPool::count).containsOnly(0);
    }

    @Test
    void shouldWaitWholeUntilTheRingHasRoom() {
        CoresHarness node = new CoresHarness(2, 512);
        FakeConnection subscriber = node.client(0, 0, "s");
        node.exchange(subscriber, subscribe(1, "t", 1));
        FakeConnection publisher = node.client(1, 1, "p");
        byte[] packet = v3(2, "t", 1, payload(2 * PIECE));
        for (int i = 1; i <= 20; i++) {
            publisher.receive(publish(0, "t", 0, "0"));
        }

        publisher.receive(first(packet, PIECE));
        publisher.receive(from(packet, PIECE));
        publisher.receive(publish(2, "t", 2, "behind"));
        node.cycle(1);

        assertThat(publisher.isReading()).isFalse();
        assertThat(publisher.sent()).isEmpty();
        assertThat(node.bodies.get(1).count()).isEqualTo(1);
        node.settle();
        assertThat(publisher.sent()).containsExactly(0x40, 2, 0, 1, 0x40, 2, 0, 2);
        Inbox inbox = new Inbox(subscriber);
        inbox.take();
        node.settle(); // the output was full of it
        inbox.take();
        assertThat(inbox.payloads()).endsWith("behind");
        assertThat(inbox.received.get(inbox.received.size() - 2).payload())
                .hasSizeGreaterThan(PIECE);
        assertThat(node.bodies).extracting(SlabPool::count).containsOnly(0);
    }

    @Test
    void shouldRetainItByWayOfItsTopicsHome() { // [MQTT-3.3.1-5]
        CoresHarness node = new CoresHarness(2, 1024);
        String topic = node.named(0, "t");
        FakeConnection publisher = node.client(1, 1, "p");
        byte[] packet = v3(3, topic, 7, payload(PIECE));

        publisher.receive(first(packet, 1000));
        assertThat(node.exchange(publisher, from(packet, 1000))).containsExactly(0x40, 2, 0, 7);
        FakeConnection subscriber = node.client(1, 1, "s");

        assertThat(from(node.exchange(subscriber, subscribe(1, topic, 0)), 5))
                .isEqualTo(v3(1, topic, 0, payload(PIECE)));
        assertThat(node.bodies).extracting(SlabPool::count).containsOnly(0);
    }

    @Test
    void shouldReceiveThatOfARelayedClientOnTheCoreThatServesIt() {
        CoresHarness node = new CoresHarness(2, 64 << 10);
        FakeConnection subscriber = node.client(0, 0, "s");
        node.exchange(subscriber, subscribe(1, "t", 0));
        FakeConnection publisher = node.client(0, 1, "p");
        byte[] packet = v3(0, "t", 0, payload(2 * PIECE));

        node.exchange(publisher, first(packet, PIECE));
        assertThat(node.bodies).extracting(SlabPool::count).containsExactly(0, 1);
        node.exchange(publisher, from(packet, PIECE));

        assertThat(subscriber.sent()).isEqualTo(packet);
        assertThat(node.bodies).extracting(SlabPool::count).containsOnly(0);
    }
}

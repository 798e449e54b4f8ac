package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.LargePublish.NO_PROPERTIES;
import static io.robustmq.mqtt.connection.LargePublish.clientOfV5;
import static io.robustmq.mqtt.connection.LargePublish.first;
import static io.robustmq.mqtt.connection.LargePublish.from;
import static io.robustmq.mqtt.connection.LargePublish.payload;
import static io.robustmq.mqtt.connection.LargePublish.v3;
import static io.robustmq.mqtt.connection.LargePublish.v5;
import static io.robustmq.mqtt.connection.MqttHarness.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.security.OpenAuthenticator;
import io.robustmq.transport.memory.SlabPool;
import io.robustmq.transport.net.FakeConnection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Large payloads on a core that has memory for eight pieces of them. */
class BodyMemoryTest {
    private static final int PIECE = SlabPool.PIECE_BYTES;
    private static final long WAIT_MS = TimeUnit.NANOSECONDS.toMillis(ArrivingPublishes.WAIT_NS);
    private static final long STALLED_MS =
            TimeUnit.NANOSECONDS.toMillis(ArrivingPublishes.STALLED_NS);

    private final MqttHarness broker =
            new MqttHarness(MqttConfig.DEFAULT, new OpenAuthenticator(), 8L * PIECE);
    private FakeConnection subscriber;

    @BeforeEach
    void subscribe() {
        subscriber = broker.client('s');
        broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', 0);
    }

    @Test
    void shouldRefuseTheOneThatAsksWhenHalfReceivedOnesHoldAll() {
        FakeConnection first = broker.client('1');
        FakeConnection second = clientOfV5(broker, '2');
        byte[] held = v3(0, "t", 0, payload(6 * PIECE));
        byte[] asking = v5(2, "t", 7, NO_PROPERTIES, payload(6 * PIECE));
        first.receive(first(held, 5 * PIECE));

        second.receive(first(asking, 4 * PIECE));
        second.receive(from(asking, 4 * PIECE));
        second.receive(bytes(0xC0, 0));
        broker.cycle();

        assertThat(second.sent()).isEqualTo(bytes(0x40, 3, 0, 7, 0x97, 0xD0, 0));
        assertThat(subscriber.sent()).isEmpty();
        first.receive(from(held, 5 * PIECE));
        broker.cycle();
        assertThat(subscriber.sent()).isEqualTo(held);
        assertThat(broker.bodies.inUseBytes()).isZero();
        assertThat(broker.count(MqttMetric.PUBLISHES_REFUSED)).isEqualTo(1);
    }

    @Test
    void shouldDropQos0AndCountIt() {
        FakeConnection publisher = broker.client('p');
        byte[] tooLarge = v3(0, "t", 0, payload(9 * PIECE));

        publisher.receive(first(tooLarge, 5 * PIECE));
        publisher.receive(from(tooLarge, 5 * PIECE));
        byte[] next = v3(0, "t", 0, payload(PIECE));
        publisher.receive(first(next, 100));
        publisher.receive(from(next, 100));
        broker.cycle();

        assertThat(subscriber.sent()).isEqualTo(next);
        assertThat(broker.count(MqttMetric.DROPPED_NO_BODY_MEMORY)).isEqualTo(1);
        assertThat(broker.count(MqttMetric.MESSAGES_IN_QOS0)).isEqualTo(2);
    }

    @Test
    void shouldCloseA311ClientRatherThanConfirmWhatIsLost() { // 3.1.1 [MQTT-4.3.2-2]
        FakeConnection publisher = broker.client('p');
        byte[] tooLarge = v3(2, "t", 1, payload(9 * PIECE));

        publisher.receive(first(tooLarge, 5 * PIECE));
        publisher.receive(from(tooLarge, 5 * PIECE));
        broker.cycle();

        assertThat(publisher.sent()).isEmpty();
        assertThat(publisher.isOpen()).isFalse();
        assertThat(subscriber.sent()).isEmpty();
        assertThat(broker.bodies.count()).isZero();
    }

    @Test
    void shouldWaitForMemoryThatIsOnItsWayToASubscriber() {
        FakeConnection publisher = broker.client('p');
        byte[] packet = v3(2, "t", 1, payload(6 * PIECE));
        subscriber.stuck(true);
        publisher.receive(first(packet, 100));
        publisher.receive(from(packet, 100));
        broker.cycle();
        assertThat(publisher.sent()).containsExactly(0x40, 2, 0, 1);

        packet[8] = 2; // packet identifier
        publisher.receive(first(packet, PIECE));
        publisher.receive(from(packet, PIECE));

        assertThat(publisher.isReading()).isFalse();
        broker.core.advanceMs(WAIT_MS / 2);
        broker.cycle();
        assertThat(publisher.sent()).isEmpty();
        subscriber.stuck(false);
        assertThat(subscriber.sent()).endsWith(payload(6 * PIECE));
        broker.core.advanceMs(10);
        broker.cycle();
        assertThat(publisher.isReading()).isTrue();
        assertThat(publisher.sent()).containsExactly(0x40, 2, 0, 2);
        assertThat(subscriber.sent()).endsWith(payload(6 * PIECE));
        assertThat(broker.core.armedTimers()).isZero();
    }

    @Test
    void shouldWaitNoLongerThanItsTime() {
        FakeConnection publisher = clientOfV5(broker, 'p');
        subscriber.stuck(true);
        byte[] packet = v5(2, "t", 1, NO_PROPERTIES, payload(6 * PIECE));
        publisher.receive(first(packet, 100));
        publisher.receive(from(packet, 100));
        broker.cycle();
        publisher.sent();

        publisher.receive(first(packet, 100));
        publisher.receive(from(packet, 100));
        broker.core.advanceMs(WAIT_MS - 1);
        broker.cycle();
        assertThat(publisher.sent()).isEmpty();
        broker.core.advanceMs(11);
        broker.cycle();

        assertThat(publisher.sent()).isEqualTo(bytes(0x40, 3, 0, 1, 0x97));
        assertThat(publisher.isReading()).isTrue();
        subscriber.stuck(false);
        assertThat(broker.bodies.inUseBytes()).isZero();
    }

    @Test
    void shouldNotTimeOutAClientThatIsNotReadFrom() { // [MQTT-3.1.2-22]
        FakeConnection publisher = broker.connection();
        broker.exchange(publisher, 0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 1, 0, 1, 'k');
        subscriber.stuck(true);
        byte[] packet = v3(0, "t", 0, payload(6 * PIECE));
        publisher.receive(first(packet, 100));
        publisher.receive(from(packet, 100));
        publisher.receive(first(packet, 100));
        publisher.receive(from(packet, 100));

        broker.core.advanceMs(WAIT_MS - 100);

        assertThat(publisher.isOpen()).isTrue();
        assertThat(publisher.isReading()).isFalse();
    }

    @Test
    void shouldTakeTheMemoryOfASilentPublisherForOneThatSends() {
        FakeConnection silent = broker.client('1');
        FakeConnection publisher = broker.client('2');
        silent.receive(first(v3(2, "t", 1, payload(6 * PIECE)), 5 * PIECE));
        broker.core.advanceMs(STALLED_MS);
        byte[] packet = v3(2, "t", 2, payload(6 * PIECE));

        publisher.receive(first(packet, 100));
        publisher.receive(from(packet, 100));
        broker.cycle();

        assertThat(publisher.sent()).containsExactly(0x40, 2, 0, 2);
        assertThat(subscriber.sent()).endsWith(payload(6 * PIECE));
        assertThat(silent.isOpen()).isFalse();
        assertThat(broker.bodies.count()).isZero();
    }

    @Test
    void shouldLeaveNothingOfOneThatIsCutOffWhileItWaits() {
        FakeConnection publisher = broker.client('p');
        subscriber.stuck(true);
        byte[] packet = v3(0, "t", 0, payload(6 * PIECE));
        publisher.receive(first(packet, 100));
        publisher.receive(from(packet, 100));
        publisher.receive(first(packet, 3 * PIECE));
        assertThat(broker.core.armedTimers()).isEqualTo(1);

        publisher.cut();

        assertThat(broker.core.armedTimers()).isZero();
        assertThat(broker.bodies.count()).isEqualTo(1); // the one on its way
    }
}

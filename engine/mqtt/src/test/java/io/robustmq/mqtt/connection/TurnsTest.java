package io.robustmq.mqtt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.FakeConnection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one read of a publisher may cost the others: a bounded number of deliveries. */
class TurnsTest {
    private static final int SUBSCRIBERS = 32;

    /** Messages whose deliveries end a publisher's turn when it is alone. */
    private static final int MESSAGES_PER_TURN = Turns.DELIVERIES_PER_CYCLE / SUBSCRIBERS;

    private static final int[] PUBLISH = {0x30, 4, 0, 1, 't', 'm'};

    private final MqttHarness broker = new MqttHarness();
    private long deliveriesBefore;

    /** Whose outputs are full: what is delivered to them is dropped, and counted. */
    private void stalledSubscribers() {
        for (int i = 0; i < SUBSCRIBERS; i++) {
            FakeConnection subscriber = broker.client((char) ('A' + i));
            broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', 0);
            subscriber.stuck(true);
        }
        FakeConnection publisher = broker.client('z');
        publisher.receive(messages(MqttHarness.OUTPUT_LIMIT_BYTES / PUBLISH.length + 1));
        for (int i = 0; i < 4; i++) {
            broker.cycle();
        }
        assertThat(publisher.isReading()).isTrue();
        publisher.cut();
        deliveriesBefore = allDeliveries();
    }

    private static byte[] messages(int count) {
        return repeated(MqttHarness.bytes(PUBLISH), count);
    }

    private static byte[] repeated(byte[] one, int count) {
        byte[] all = new byte[count * one.length];
        for (int i = 0; i < count; i++) {
            System.arraycopy(one, 0, all, i * one.length, one.length);
        }
        return all;
    }

    /** Each has sent more than a cycle's deliveries, all of them in the same cycle. */
    private List<FakeConnection> waitingPublishers(int count) {
        List<FakeConnection> publishers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            publishers.add(broker.client((char) ('a' + i)));
        }
        publishers.forEach(publisher -> publisher.receive(messages(2 * MESSAGES_PER_TURN)));
        return publishers;
    }

    private long deliveries() {
        return allDeliveries() - deliveriesBefore;
    }

    private long allDeliveries() {
        return broker.count(MqttMetric.MESSAGES_OUT_QOS0)
                + broker.count(MqttMetric.DROPPED_OUTPUT_FULL);
    }

    @Test
    void shouldEndAReadAtTheBoundOfDeliveriesAndGoOnInTheNextCycle() {
        stalledSubscribers();
        FakeConnection publisher = broker.client('p');

        publisher.receive(messages(MESSAGES_PER_TURN + 3));

        assertThat(deliveries()).isEqualTo(Turns.DELIVERIES_PER_CYCLE);
        assertThat(publisher.isReading()).isFalse();
        assertThat(publisher.carriedBytes()).isEqualTo(3 * PUBLISH.length);
        broker.cycle();
        assertThat(deliveries()).isEqualTo((MESSAGES_PER_TURN + 3L) * SUBSCRIBERS);
        assertThat(publisher.isReading()).isTrue();
        assertThat(publisher.carriedBytes()).isZero();
    }

    @Test
    void shouldCountLongMessagesByTheirBytes() {
        int payloadBytes = 3 << 10;
        FakeConnection subscriber = broker.client('s');
        subscriber.outputLimit(Connection.LIMIT_BYTES_MAX);
        broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', 0);
        FakeConnection publisher = broker.client('p');
        byte[] message = new byte[6 + payloadBytes];
        byte[] head = MqttHarness.bytes(0x30, 0x83, payloadBytes + 3 >> 7, 0, 1, 't');
        System.arraycopy(head, 0, message, 0, head.length);
        int delivery = 1 + payloadBytes / 512;

        publisher.receive(repeated(message, Turns.DELIVERIES_PER_CYCLE / delivery + 1));

        assertThat(publisher.isReading()).isFalse();
        assertThat(deliveries()).isLessThanOrEqualTo(Turns.DELIVERIES_PER_CYCLE / delivery);
    }

    @Test
    void shouldNotStopAReadBelowTheBound() {
        stalledSubscribers();
        FakeConnection publisher = broker.client('p');

        publisher.receive(messages(MESSAGES_PER_TURN - 1));

        assertThat(publisher.isReading()).isTrue();
        assertThat(publisher.carriedBytes()).isZero();
    }

    @Test
    void shouldServeOthersInACycleThatIsSpent() {
        stalledSubscribers();
        FakeConnection subscriber = broker.client('s');
        broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 'u', 0);
        FakeConnection publisher = broker.client('p');
        FakeConnection other = broker.client('q');

        publisher.receive(messages(2 * MESSAGES_PER_TURN));
        other.receive(MqttHarness.bytes(0x30, 4, 0, 1, 'u', 'm', 0xC0, 0));
        broker.cycle();

        assertThat(subscriber.sent()).containsExactly(0x30, 4, 0, 1, 'u', 'm');
        assertThat(other.sent()).containsExactly(0xD0, 0);
        assertThat(other.isReading()).isTrue();
    }

    @Test
    void shouldShareACycleEquallyAmongThoseThatWait() {
        stalledSubscribers();
        List<FakeConnection> publishers = waitingPublishers(Turns.TURNS_PER_CYCLE);
        int[] before = publishers.stream().mapToInt(FakeConnection::carriedBytes).toArray();
        long madeBefore = deliveries();

        broker.cycle();

        int share = MESSAGES_PER_TURN / Turns.TURNS_PER_CYCLE * PUBLISH.length;
        int[] expected = Arrays.stream(before).map(bytes -> bytes - share).toArray();
        assertThat(publishers.stream().mapToInt(FakeConnection::carriedBytes))
                .containsExactly(Arrays.stream(expected).boxed().toArray(Integer[]::new));
        assertThat(deliveries() - madeBefore).isEqualTo(Turns.DELIVERIES_PER_CYCLE);
    }

    @Test
    void shouldGiveTurnsToABoundedNumberInTheOrderOfWaiting() {
        stalledSubscribers();
        List<FakeConnection> publishers = waitingPublishers(Turns.TURNS_PER_CYCLE + 1);
        FakeConnection last = publishers.getLast();
        int carried = last.carriedBytes();

        broker.cycle();
        assertThat(last.carriedBytes()).isEqualTo(carried);
        broker.cycle();

        assertThat(last.carriedBytes()).isLessThan(carried);
    }

    @Test
    void shouldForgetAPublisherThatLeavesWhileItWaits() {
        stalledSubscribers();
        FakeConnection publisher = broker.client('p');
        publisher.receive(messages(2 * MESSAGES_PER_TURN));
        long made = deliveries();

        publisher.cut();
        broker.cycle();

        assertThat(deliveries()).isEqualTo(made);
    }
}

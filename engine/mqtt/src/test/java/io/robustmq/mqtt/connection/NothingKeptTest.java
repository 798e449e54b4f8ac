package io.robustmq.mqtt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.net.FakeConnection;
import org.junit.jupiter.api.Test;

/** What nobody keeps never touches the journal: sessions that end with their connection. */
class NothingKeptTest {
    private final MqttHarness broker = new MqttHarness();

    @Test
    void shouldAppendNothingForSessionsThatEndWithTheirConnections() {
        FakeConnection subscriber = broker.client('s');
        FakeConnection publisher = broker.client('p');
        broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', 2);
        broker.exchange(publisher, 0x30, 5, 0, 1, 't', 'h', 'i');
        broker.exchange(publisher, 0x32, 6, 0, 1, 't', 0, 77, 'x');
        broker.exchange(subscriber, 0x40, 2, 0, 1);
        broker.exchange(publisher, 0x34, 6, 0, 1, 't', 0, 9, 'x');
        broker.exchange(publisher, 0x62, 2, 0, 9);
        broker.exchange(subscriber, 0xA2, 5, 0, 2, 0, 1, 't');
        broker.exchange(subscriber, 0xE0, 0);

        assertThat(broker.journal.handOver()).isZero();
    }

    @Test
    void shouldAppendNothingForQos0ThatADurableSessionWants() {
        FakeConnection subscriber = broker.connection();
        // MQTT 5.0, Session Expiry Interval 60, client id "d"
        broker.exchange(
                subscriber,
                0x10,
                19,
                0,
                4,
                'M',
                'Q',
                'T',
                'T',
                5,
                0,
                0,
                0,
                5,
                0x11,
                0,
                0,
                0,
                60,
                0,
                1,
                'd');
        broker.exchange(subscriber, 0x82, 7, 0, 1, 0, 0, 1, 't', 1);
        long before = broker.journal.handOver();
        assertThat(before).isPositive();

        broker.exchange(broker.client('p'), 0x30, 5, 0, 1, 't', 'h', 'i');

        assertThat(subscriber.sent()).endsWith(new byte[] {'h', 'i'});
        assertThat(broker.journal.handOver()).isEqualTo(before);
    }
}

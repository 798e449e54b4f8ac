package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.MqttHarness.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.net.FakeConnection;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PublishTest {
    private final MqttHarness broker = new MqttHarness();

    @Test
    void shouldPassQos0OnByteForByte() {
        FakeConnection subscriber = broker.client('s');
        FakeConnection publisher = broker.client('p');
        assertThat(broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', 0))
                .containsExactly(0x90, 3, 0, 1, 0);

        broker.exchange(publisher, 0x30, 5, 0, 1, 't', 'h', 'i');

        assertThat(subscriber.sent()).containsExactly(0x30, 5, 0, 1, 't', 'h', 'i');
        assertThat(broker.count(MqttMetric.MESSAGES_OUT_QOS0)).isEqualTo(1);
    }

    @Test
    void shouldAcknowledgeQos1AndDeliverWithAnIdOfItsOwn() { // [MQTT-4.3.2-4]
        FakeConnection subscriber = broker.client('s');
        FakeConnection publisher = broker.client('p');
        broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', 1);

        byte[] answer = broker.exchange(publisher, 0x32, 6, 0, 1, 't', 0, 77, 'x');

        assertThat(answer).containsExactly(0x40, 2, 0, 77);
        assertThat(subscriber.sent()).containsExactly(0x32, 6, 0, 1, 't', 0, 1, 'x');
        assertThat(broker.exchange(subscriber, 0x40, 2, 0, 1)).isEmpty();
    }

    @Test
    void shouldTakeQos2ExactlyOnce() { // [MQTT-4.3.3-10], [MQTT-4.3.3-11]
        FakeConnection subscriber = broker.client('s');
        FakeConnection publisher = broker.client('p');
        broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', 2);

        assertThat(broker.exchange(publisher, 0x34, 6, 0, 1, 't', 0, 9, 'x'))
                .isEqualTo(bytes(0x50, 2, 0, 9));
        assertThat(broker.exchange(publisher, 0x3C, 6, 0, 1, 't', 0, 9, 'x'))
                .isEqualTo(bytes(0x50, 2, 0, 9));
        assertThat(broker.exchange(publisher, 0x62, 2, 0, 9)).isEqualTo(bytes(0x70, 2, 0, 9));

        assertThat(subscriber.sent()).containsExactly(0x34, 6, 0, 1, 't', 0, 1, 'x');
        assertThat(broker.exchange(subscriber, 0x50, 2, 0, 1)).isEqualTo(bytes(0x62, 2, 0, 1));
        assertThat(broker.exchange(subscriber, 0x70, 2, 0, 1)).isEmpty();
    }

    @Test
    void shouldDropQos0ForAClientThatDoesNotReadAndCountIt() {
        FakeConnection subscriber = broker.client('s');
        FakeConnection publisher = broker.client('p');
        broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', 0);
        subscriber.stuck(true);

        int packets = MqttHarness.OUTPUT_LIMIT_BYTES / 7;
        for (int i = 0; i < packets + 3; i++) {
            broker.exchange(publisher, 0x30, 5, 0, 1, 't', 'h', 'i');
        }

        assertThat(broker.count(MqttMetric.DROPPED_OUTPUT_FULL)).isEqualTo(3);
        subscriber.stuck(false);
        assertThat(subscriber.sent()).hasSize(packets * 7);
    }

    @Test
    void shouldQueueQos1BeyondTheWindowAndSendItAsAcknowledgementsCome() {
        FakeConnection subscriber = broker.connection();
        broker.exchange( // 5.0, Receive Maximum 1
                subscriber,
                0x10,
                17,
                0,
                4,
                'M',
                'Q',
                'T',
                'T',
                5,
                2,
                0,
                0,
                3,
                0x21,
                0,
                1,
                0,
                1,
                's');
        broker.exchange(subscriber, 0x82, 7, 0, 1, 0, 0, 1, 't', 1);
        FakeConnection publisher = broker.client('p');

        broker.exchange(publisher, 0x32, 6, 0, 1, 't', 0, 1, 'a', 0x32, 6, 0, 1, 't', 0, 2, 'b');

        assertThat(subscriber.sent()).containsExactly(0x32, 7, 0, 1, 't', 0, 1, 0, 'a');
        assertThat(broker.exchange(subscriber, 0x40, 2, 0, 1))
                .containsExactly(0x32, 7, 0, 1, 't', 0, 2, 0, 'b');
    }

    @Test
    void shouldSendTheRetainedMessageToALaterSubscriber() { // [MQTT-3.3.1-9]
        FakeConnection publisher = broker.client('p');
        broker.exchange(publisher, 0x31, 4, 0, 1, 't', 'r');
        FakeConnection subscriber = broker.client('s');

        byte[] answer = broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, '#', 0);

        assertThat(answer).containsExactly(0x90, 3, 0, 1, 0, 0x31, 4, 0, 1, 't', 'r');
    }

    @Test
    void shouldCloseWhenTheFirstPacketIsNotConnect() { // [MQTT-3.1.0-1]
        FakeConnection connection = broker.connection();

        assertThat(broker.exchange(connection, 0x30, 5, 0, 1, 't', 'h', 'i')).isEmpty();

        assertThat(connection.isOpen()).isFalse();
        assertThat(broker.core.armedTimers()).isZero();
    }

    @Test
    void shouldCloseASilentConnection() {
        FakeConnection connection = broker.connection();

        broker.core.advanceMs(10_001);

        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void shouldResendInFlightMessagesWithDupWhenTheSessionResumes() { // [MQTT-4.4.0-1],
        // [MQTT-3.3.1-1]
        FakeConnection subscriber = broker.connection();
        int[] connect = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 0, 0, 0, 0, 1, 's'};
        broker.exchange(subscriber, connect);
        broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', 1);
        FakeConnection publisher = broker.client('p');
        broker.exchange(publisher, 0x32, 6, 0, 1, 't', 0, 1, 'a');
        assertThat(subscriber.sent()).containsExactly(0x32, 6, 0, 1, 't', 0, 1, 'a');

        subscriber.cut();
        broker.exchange(publisher, 0x32, 6, 0, 1, 't', 0, 2, 'b');
        FakeConnection again = broker.connection();

        assertThat(broker.exchange(again, connect))
                .containsExactly(0x20, 2, 1, 0, 0x3A, 6, 0, 1, 't', 0, 1, 'a');
        broker.cycle(); // by now the journal has the identifier that the second one got
        assertThat(again.sent()).containsExactly(0x32, 6, 0, 1, 't', 0, 2, 'b');
    }

    @Test
    void shouldSendALargePayloadWholeToEachSubscriber() {
        FakeConnection first = broker.client('1');
        FakeConnection second = broker.client('2');
        broker.exchange(first, 0x82, 6, 0, 1, 0, 1, 't', 0);
        broker.exchange(second, 0x82, 6, 0, 1, 0, 1, 't', 1);
        FakeConnection publisher = broker.client('p');
        byte[] publish = new byte[1 + 3 + 5 + 300_000];
        publish[0] = 0x32;
        int remaining = 5 + 300_000;
        publish[1] = (byte) (remaining & 127 | 128);
        publish[2] = (byte) (remaining >> 7 & 127 | 128);
        publish[3] = (byte) (remaining >> 14);
        publish[5] = 1;
        publish[6] = 't';
        publish[8] = 9;
        for (int i = 9; i < publish.length; i++) {
            publish[i] = (byte) (i * 31);
        }

        publisher.receive(publish);
        broker.cycle();

        assertThat(publisher.sent()).containsExactly(0x40, 2, 0, 9);
        byte[] payload = Arrays.copyOfRange(publish, 9, publish.length);
        byte[] qos0 = first.sent();
        assertThat(Arrays.copyOfRange(qos0, 7, qos0.length)).isEqualTo(payload);
        byte[] qos1 = second.sent();
        assertThat(Arrays.copyOfRange(qos1, 9, qos1.length)).isEqualTo(payload);
    }
}

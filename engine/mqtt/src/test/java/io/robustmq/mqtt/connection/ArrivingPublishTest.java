package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.LargePublish.NO_PROPERTIES;
import static io.robustmq.mqtt.connection.LargePublish.clientOfV5;
import static io.robustmq.mqtt.connection.LargePublish.first;
import static io.robustmq.mqtt.connection.LargePublish.from;
import static io.robustmq.mqtt.connection.LargePublish.payload;
import static io.robustmq.mqtt.connection.LargePublish.v3;
import static io.robustmq.mqtt.connection.LargePublish.v5;
import static io.robustmq.mqtt.connection.MqttHarness.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.security.AuthMethod;
import io.robustmq.security.Authenticator;
import io.robustmq.security.Authorizer;
import io.robustmq.security.CoreInbox;
import io.robustmq.security.Credentials;
import io.robustmq.security.Verdict;
import io.robustmq.transport.memory.SlabPool;
import io.robustmq.transport.net.FakeConnection;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A PUBLISH whose payload comes in several reads is whole to everybody else, or was never there.
 */
class ArrivingPublishTest {
    private static final int PIECE = SlabPool.PIECE_BYTES;

    private final MqttHarness broker = new MqttHarness();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2}) // QoS
    void shouldDeliverItWholeWhereverItIsCut(int qos) {
        FakeConnection subscriber = broker.client('s');
        FakeConnection publisher = broker.client('p');
        broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', 0);
        byte[] payload = payload(2 * PIECE + 1);
        byte[] packet = v3(qos << 1, "t", 5, payload);
        int head = packet.length - payload.length;

        for (int cut = 1; cut < packet.length; cut++) {
            if (cut == head + 3) { // then all around the pieces' ends
                cut = head + PIECE - 1;
            } else if (cut == head + PIECE + 2) {
                cut = head + 2 * PIECE - 1;
            }
            publisher.receive(first(packet, cut));
            publisher.receive(from(packet, cut));
            broker.cycle();

            assertThat(subscriber.sent()).isEqualTo(v3(0, "t", 0, payload));
            if (qos == 2) {
                assertThat(broker.exchange(publisher, 0x62, 2, 0, 5))
                        .isEqualTo(bytes(0x50, 2, 0, 5, 0x70, 2, 0, 5));
            } else {
                assertThat(publisher.sent()).isEqualTo(qos == 0 ? bytes() : bytes(0x40, 2, 0, 5));
            }
        }
        assertThat(broker.bodies.inUseBytes()).isZero();
    }

    @Test
    void shouldTakeItByteByByteAndThenWhatFollows() {
        FakeConnection subscriber = clientOfV5(broker, 's');
        FakeConnection publisher = clientOfV5(broker, 'p');
        broker.exchange(subscriber, 0x82, 7, 0, 1, 0, 0, 1, 't', 1);
        int[] userProperty = {0x26, 0, 1, 'k', 0, 1, 'v'};
        byte[] packet = v5(2, "t", 9, userProperty, payload(MqttHarness.COPY_LIMIT_BYTES + 1));
        for (int i = 0; i < packet.length - 1; i++) {
            publisher.receive(new byte[] {packet[i]});
        }
        assertThat(subscriber.sent()).isEmpty();

        publisher.receive(new byte[] {packet[packet.length - 1], (byte) 0xC0, 0});
        broker.cycle();

        assertThat(publisher.sent()).isEqualTo(bytes(0x40, 2, 0, 9, 0xD0, 0));
        assertThat(subscriber.sent())
                .isEqualTo(v5(2, "t", 1, userProperty, payload(MqttHarness.COPY_LIMIT_BYTES + 1)));
    }

    @Test
    void shouldTakeMemoryByWhatCameAndCarryNothing() { // FAULTS P1
        FakeConnection publisher = broker.client('p');
        byte[] packet = v3(0, "t", 0, payload(10 * PIECE));

        publisher.receive(first(packet, 100));
        assertThat(broker.bodies.inUseBytes()).isEqualTo(PIECE);
        assertThat(publisher.carriedBytes()).isZero();

        publisher.receive(from(first(packet, 3 * PIECE), 100));
        assertThat(broker.bodies.inUseBytes()).isEqualTo(3 * PIECE);
        assertThat(publisher.carriedBytes()).isZero();
    }

    @Test
    void shouldCarryAPayloadThatIsSmallEnoughToBeCopied() {
        FakeConnection subscriber = broker.client('s');
        FakeConnection publisher = broker.client('p');
        broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', 0);
        byte[] packet = v3(0, "t", 0, payload(MqttHarness.COPY_LIMIT_BYTES));

        publisher.receive(first(packet, 100));
        assertThat(publisher.carriedBytes()).isEqualTo(100);
        publisher.receive(from(packet, 100));
        broker.cycle();

        assertThat(subscriber.sent()).isEqualTo(packet);
        assertThat(broker.bodies.inUseBytes()).isZero();
    }

    @Test
    void shouldKeepARetainedOne() { // [MQTT-3.3.1-5]
        FakeConnection publisher = broker.client('p');
        byte[] packet = v3(1, "t", 0, payload(PIECE));
        publisher.receive(first(packet, 10));
        publisher.receive(from(packet, 10));
        broker.cycle();
        assertThat(broker.bodies.inUseBytes()).isZero();
        FakeConnection subscriber = broker.client('s');

        byte[] answer = broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, '#', 0);

        assertThat(from(answer, 5)).isEqualTo(packet);
    }

    @Test
    void shouldSetAndUseATopicAlias() { // [MQTT-3.3.2-12]
        FakeConnection subscriber = broker.client('s');
        FakeConnection publisher = clientOfV5(broker, 'p');
        broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', 0);
        int[] alias = {0x23, 0, 1};

        for (String topic : List.of("t", "")) {
            byte[] packet = v5(0, topic, 0, alias, payload(PIECE));
            publisher.receive(first(packet, 500));
            publisher.receive(from(packet, 500));
            broker.cycle();

            assertThat(subscriber.sent()).isEqualTo(v3(0, "t", 0, payload(PIECE)));
        }
    }

    @Test
    void shouldNeverCopyItForASubscriber() {
        List<FakeConnection> subscribers = new ArrayList<>();
        for (char id = 'A'; id < 'A' + 50; id++) {
            FakeConnection subscriber = broker.client(id);
            broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', id % 2);
            subscriber.stuck(true);
            subscribers.add(subscriber);
        }
        FakeConnection publisher = broker.client('!');
        byte[] payload = payload((1 << 20) - 100);
        byte[] packet = v3(2, "t", 1, payload);

        publisher.receive(first(packet, 300_000));
        publisher.receive(from(packet, 300_000));
        broker.cycle();

        assertThat(publisher.sent()).containsExactly(0x40, 2, 0, 1);
        assertThat(broker.bodies.inUseBytes()).isEqualTo(1 << 20);
        assertThat(broker.core.chunks().inUseBytes()).isLessThan(50 * 1024);
        for (FakeConnection subscriber : subscribers) {
            assertThat(broker.bodies.inUseBytes()).isEqualTo(1 << 20);
            subscriber.stuck(false);
            assertThat(subscriber.sent()).endsWith(payload);
        }
        assertThat(broker.bodies.inUseBytes()).isZero();
    }

    // ---- whole or absent ----

    @Test
    void shouldLeaveNothingOfOneThatIsCutOff() { // FAULTS D17
        FakeConnection subscriber = broker.client('s');
        FakeConnection publisher = broker.client('p');
        broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', 0);
        byte[] packet = v3(1, "t", 0, payload(4 * PIECE));
        publisher.receive(first(packet, packet.length - 1));
        assertThat(broker.bodies.count()).isEqualTo(1);

        publisher.cut();
        broker.cycle();

        assertThat(broker.bodies.count()).isZero();
        assertThat(broker.bodies.inUseBytes()).isZero();
        assertThat(subscriber.sent()).isEmpty();
        assertThat(broker.count(MqttMetric.RETAINED_MESSAGES)).isZero();
    }

    @Test
    void shouldLeaveNothingWhenTheSessionIsTakenOver() { // [MQTT-3.1.4-2]
        FakeConnection publisher = broker.client('p');
        publisher.receive(first(v3(0, "t", 0, payload(4 * PIECE)), 3 * PIECE));

        broker.client('p');

        assertThat(broker.bodies.count()).isZero();
        assertThat(publisher.isOpen()).isFalse();
    }

    @Test
    void shouldCloseAtTheHeadOfATopicThatIsNone() { // [MQTT-3.3.2-2]
        FakeConnection publisher = broker.client('p');

        publisher.receive(first(v3(0, "a/#", 0, payload(PIECE)), 20));
        broker.cycle();

        assertThat(publisher.isOpen()).isFalse();
        assertThat(broker.bodies.count()).isZero();
        assertThat(broker.count(MqttMetric.PROTOCOL_ERRORS)).isEqualTo(1);
    }

    @Test
    void shouldCloseAtTheHeadOfOneBeyondReceiveMaximum() { // [MQTT-3.3.4-9]
        FakeConnection publisher = clientOfV5(broker, 'p');
        int maximum = MqttConfig.Packets.DEFAULT.receiveMaximum();
        for (int id = 1; id <= maximum; id++) {
            broker.exchange(publisher, 0x34, 6, 0, 1, 't', id >> 8, id, 0);
        }
        assertThat(publisher.isOpen()).isTrue();

        publisher.receive(first(v5(4, "t", maximum + 1, NO_PROPERTIES, payload(PIECE)), 20));
        broker.cycle();

        assertThat(publisher.sent()).startsWith(0xE0).contains(0x93);
        assertThat(publisher.isOpen()).isFalse();
        assertThat(broker.bodies.count()).isZero();
    }

    @Test
    void shouldCloseAtTheHeadOfAnUnknownAlias() { // [MQTT-3.3.2-9]
        FakeConnection publisher = clientOfV5(broker, 'p');

        publisher.receive(first(v5(0, "", 0, new int[] {0x23, 0, 7}, payload(PIECE)), 20));
        broker.cycle();

        assertThat(publisher.isOpen()).isFalse();
        assertThat(broker.bodies.count()).isZero();
    }

    @Test
    void shouldPassOverARepeatedOneWithoutMemory() { // [MQTT-4.3.3-10]
        FakeConnection subscriber = broker.client('s');
        FakeConnection publisher = broker.client('p');
        broker.exchange(subscriber, 0x82, 6, 0, 1, 0, 1, 't', 0);
        byte[] packet = v3(4, "t", 3, payload(PIECE));
        publisher.receive(packet);
        broker.cycle();
        assertThat(publisher.sent()).containsExactly(0x50, 2, 0, 3);
        assertThat(subscriber.sent()).hasSize(packet.length - 2);

        packet[0] |= 0b1000;
        publisher.receive(first(packet, 1000));
        assertThat(broker.bodies.count()).isZero();
        publisher.receive(from(packet, 1000));
        broker.cycle();

        assertThat(publisher.sent()).containsExactly(0x50, 2, 0, 3);
        assertThat(subscriber.sent()).isEmpty();
    }

    @Test
    void shouldPassOverOneThatIsNotGrantedWithoutMemory() {
        MqttHarness guarded = new MqttHarness(MqttConfig.DEFAULT, new MayPublish("t"));
        FakeConnection publisher = clientOfV5(guarded, 'p');
        byte[] packet = v5(2, "no", 4, NO_PROPERTIES, payload(PIECE));

        publisher.receive(first(packet, 1000));
        assertThat(guarded.bodies.count()).isZero();
        publisher.receive(from(packet, 1000));
        guarded.cycle();

        assertThat(publisher.sent()).isEqualTo(bytes(0x40, 3, 0, 4, 0x87));
        assertThat(guarded.count(MqttMetric.PUBLISHES_REFUSED)).isEqualTo(1);
        byte[] granted = v5(2, "t", 5, NO_PROPERTIES, payload(PIECE));
        publisher.receive(first(granted, 1000));
        publisher.receive(from(granted, 1000));
        guarded.cycle();
        assertThat(publisher.sent()).isEqualTo(bytes(0x40, 3, 0, 5, 0x10));
    }

    @Test
    void shouldRefuseOtherPacketsThatAreAsLong() {
        MqttConfig config = packetsUpTo(256 << 20);
        MqttHarness large = new MqttHarness(config, new MayPublish("t"));
        FakeConnection client = clientOfV5(large, 'p');

        client.receive(bytes(0x82, 0x80, 0x80, 0x80, 0x08)); // 16 MiB
        large.cycle();

        assertThat(client.sent()).startsWith(0xE0).contains(0x95);
        assertThat(client.isOpen()).isFalse();
    }

    // ---- keep alive ----

    @Test
    void shouldCountArrivingBytesAsASignOfLife() { // [MQTT-3.1.2-22]
        FakeConnection publisher = clientWithKeepAliveOf2s();
        byte[] packet = v3(0, "t", 0, payload(PIECE));

        for (int i = 0; i < 5; i++) {
            publisher.receive(new byte[] {packet[i]});
            broker.core.advanceMs(2_500);
        }

        assertThat(publisher.isOpen()).isTrue();
        broker.core.advanceMs(3_001);
        broker.cycle();
        assertThat(publisher.isOpen()).isFalse();
    }

    private FakeConnection clientWithKeepAliveOf2s() {
        FakeConnection connection = broker.connection();
        byte[] connack =
                broker.exchange(
                        connection, 0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 2, 0, 1, 'k');
        assertThat(connack).containsExactly(0x20, 2, 0, 0);
        return connection;
    }

    static MqttConfig packetsUpTo(int bytes) {
        MqttConfig config = MqttConfig.DEFAULT;
        MqttConfig.Packets packets = config.packets();
        return new MqttConfig(
                config.listeners(),
                config.connections(),
                new MqttConfig.Packets(
                        bytes,
                        packets.receiveMaximum(),
                        packets.topicAliasMaximum(),
                        packets.maxTopicLevels()),
                config.sessions(),
                config.retained(),
                config.delayed(),
                config.sharedStrategy(),
                config.redirect());
    }

    /** Admits everybody, to publish to one topic and to subscribe to all. */
    private record MayPublish(String topic) implements Authenticator, Authorizer {
        @Override
        public void authenticate(Credentials credentials, CoreInbox inbox, Callback callback) {
            callback.onVerdict(new Verdict.Admitted(credentials.userName(), this));
        }

        @Override
        public @Nullable AuthMethod method(String name) {
            return null;
        }

        @Override
        public boolean mayPublish(DirectBuffer buffer, int offset, int length) {
            byte[] name = new byte[length];
            buffer.getBytes(offset, name);
            return new String(name, UTF_8).equals(topic);
        }

        @Override
        public boolean maySubscribe(DirectBuffer filter, int offset, int length) {
            return true;
        }
    }
}

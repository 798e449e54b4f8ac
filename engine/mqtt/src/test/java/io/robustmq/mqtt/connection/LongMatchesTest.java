package io.robustmq.mqtt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.mqtt.VariableByteInteger;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.net.FakeConnection;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A topic whose match takes several steps: its publishers wait, nobody else does. */
class LongMatchesTest {
    private static final int LEVELS = 12;
    private static final int FILTERS_PER_SUBSCRIBE = 256;
    private static final String TOPIC = "a/".repeat(LEVELS - 1) + "a";

    private final MqttHarness broker = new MqttHarness();
    private final FakeConnection publisher = broker.client('p');
    private FakeConnection subscriber = broker.client('s');

    /** All filters of twelve levels, each a or +, but the topic itself. */
    @BeforeEach
    void overlappingFilters() {
        for (int first = 0; first < (1 << LEVELS) - 1; first += FILTERS_PER_SUBSCRIBE) {
            byte[] filters = new byte[0];
            for (int bits = first;
                    bits < Math.min(first + FILTERS_PER_SUBSCRIBE, (1 << LEVELS) - 1);
                    bits++) {
                filters = joined(filters, filter(bits));
            }
            subscriber.receive(packet(0x82, joined(new byte[] {0, 1}, filters)));
            broker.cycle();
            subscriber.sent();
        }
    }

    private static byte[] filter(int bits) {
        byte[] entry = new byte[2 + TOPIC.length() + 1];
        entry[1] = (byte) TOPIC.length();
        for (int i = 0; i < TOPIC.length(); i++) {
            boolean wild = i % 2 == 0 && (bits >> i / 2 & 1) == 0;
            entry[2 + i] = (byte) (wild ? '+' : TOPIC.charAt(i));
        }
        return entry;
    }

    private static byte[] publish(int payloadBytes) {
        byte[] body = new byte[2 + TOPIC.length() + payloadBytes];
        body[1] = (byte) TOPIC.length();
        for (int i = 0; i < TOPIC.length(); i++) {
            body[2 + i] = (byte) TOPIC.charAt(i);
        }
        return packet(0x30, body);
    }

    private static byte[] packet(int type, byte[] body) {
        byte[] head = new byte[1 + VariableByteInteger.length(body.length)];
        head[0] = (byte) type;
        VariableByteInteger.put(new UnsafeBuffer(head), 1, body.length);
        return joined(head, body);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private long delivered() {
        return broker.count(MqttMetric.MESSAGES_OUT_QOS0);
    }

    @Test
    void shouldLetThePublisherWaitAndDeliverOnce() {
        publisher.receive(publish(1));
        boolean readingMeanwhile = publisher.isReading();
        long deliveredMeanwhile = delivered();

        for (int cycle = 0; cycle < 3; cycle++) {
            broker.cycle();
        }

        assertThat(readingMeanwhile).isFalse();
        assertThat(deliveredMeanwhile).isZero();
        assertThat(delivered()).isEqualTo(1);
        assertThat(broker.count(MqttMetric.MESSAGES_IN_QOS0)).isEqualTo(1);
        assertThat(publisher.isReading()).isTrue();
    }

    @Test
    void shouldServeOthersMeanwhile() {
        FakeConnection other = broker.client('o');
        broker.exchange(other, 0x82, 6, 0, 1, 0, 1, 'b', 0);
        publisher.receive(publish(1));

        other.receive(MqttHarness.bytes(0x30, 4, 0, 1, 'b', 'm'));

        assertThat(delivered()).isEqualTo(1);
        assertThat(broker.exchange(other, 0xC0, 0)).endsWith(0xD0, 0);
    }

    @Test
    void shouldTakeALargePayloadWhoseTopicTakesLong() {
        publisher.receive(publish(2 * MqttHarness.COPY_LIMIT_BYTES));
        broker.cycle();

        for (int cycle = 0; cycle < 3; cycle++) {
            broker.cycle();
        }

        assertThat(delivered()).isEqualTo(1);
        assertThat(broker.bodies.inUseBytes()).isZero();
    }

    @Test
    void shouldLetABoundedNumberTryAgainInACycle() {
        FakeConnection[] publishers = new FakeConnection[2 * LongMatches.RETRIES_PER_CYCLE + 1];
        for (int i = 0; i < publishers.length; i++) {
            publishers[i] = broker.client((char) ('A' + i));
        }
        for (FakeConnection each : publishers) {
            each.receive(publish(1));
        }
        broker.cycle(); // the match ends

        broker.cycle();
        long afterOne = delivered();
        broker.cycle();
        long afterTwo = delivered();
        broker.cycle();

        assertThat(afterOne).isEqualTo(LongMatches.RETRIES_PER_CYCLE);
        assertThat(afterTwo).isEqualTo(2 * LongMatches.RETRIES_PER_CYCLE);
        assertThat(delivered()).isEqualTo(publishers.length);
    }

    @Test
    void shouldForgetAPublisherThatLeaves() {
        publisher.receive(publish(1));

        publisher.cut();
        for (int cycle = 0; cycle < 3; cycle++) {
            broker.cycle();
        }

        assertThat(delivered()).isZero();
    }
}

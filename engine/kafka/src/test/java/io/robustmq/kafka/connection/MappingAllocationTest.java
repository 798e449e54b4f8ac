package io.robustmq.kafka.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.robustmq.kafka.metrics.KafkaMetric;
import io.robustmq.kernel.logged.RecordSink;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.transport.net.FakeConnection;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** After the first rounds neither direction allocates, less than a byte a message. */
class MappingAllocationTest {
    private static final int WARM_UP = 500;
    private static final int ROUNDS = 5_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final KafkaRig rig = new KafkaRig();
    private long allocated;

    @Test
    void shouldAllocateNothingForMessagesThatBecomeRecords() {
        rig.topic("t", 4, "mqtt.filter", "a/#", "mqtt.key", "2");
        RecordSink sink = Objects.requireNonNull(rig.mqtt.ties.get("a/#"));
        UnsafeBuffer topic = new UnsafeBuffer("a/b/c".getBytes(UTF_8));
        UnsafeBuffer properties = new UnsafeBuffer("\3\0\4text\46\0\1k\0\1v".getBytes(UTF_8));
        Publication message = new Publication();

        for (int i = 0; i < WARM_UP + ROUNDS; i++) {
            message.begin(1, false, 1, 1_000, Message.NEVER)
                    .topic(topic, 0, topic.capacity())
                    .properties(properties, 0, properties.capacity())
                    .payload(topic, 0, topic.capacity());
            measure(
                    i,
                    () -> {
                        sink.append(message);
                        rig.journal.sync();
                        rig.cycle();
                    });
        }

        assertThat(allocated).isLessThan(ROUNDS);
        assertThat(rig.counters.get(KafkaMetric.MAPPED_RECORDS)).isEqualTo(WARM_UP + ROUNDS);
    }

    @Test
    void shouldAllocateNothingForRecordsThatBecomeMessages() {
        rig.topic("t", 1, "mqtt.filter", "a");
        rig.mqtt.keeps = false;
        FakeConnection producer = rig.connect();
        byte[] request = rig.produce(0, "t", "value", 0);

        for (int i = 0; i < WARM_UP + ROUNDS; i++) {
            producer.receive(request);
            measure(
                    i,
                    () -> {
                        rig.journal.sync();
                        rig.cycle();
                        rig.cycle();
                    });
        }

        assertThat(allocated).isLessThan(ROUNDS);
        assertThat(rig.counters.get(KafkaMetric.MAPPED_DELIVERED)).isEqualTo(WARM_UP + ROUNDS);
    }

    private void measure(int round, Runnable work) {
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        allocated += round < WARM_UP ? 0 : threads.getCurrentThreadAllocatedBytes() - before;
    }
}

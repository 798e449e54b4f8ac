package io.robustmq.kafka.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.kafka.metrics.KafkaMetric;
import io.robustmq.security.OpenAuthenticator;
import io.robustmq.storage.log.LogConfig;
import io.robustmq.transport.net.FakeConnection;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.apache.kafka.common.message.MetadataRequestData;
import org.junit.jupiter.api.Test;

/** Answers leave in the order of the requests, and not before they are true. */
class OrderTest {
    private static final int ALL = -1;
    private static final int LEADER = 1;

    private static final LogConfig LARGE = new LogConfig(900, 64 << 10, 2 << 10, 8 << 10, 3);

    private final KafkaRig rig = new KafkaRig();

    private static byte[] together(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void shouldAnswerAcksAllWhenSyncedAndAcksOneWhenWritten() {
        rig.topic("t", 1);
        FakeConnection all = rig.connect();
        FakeConnection leader = rig.connect();
        all.receive(rig.produce(ALL, "t", "v", 0));
        leader.receive(rig.produce(LEADER, "t", "v", 0));
        rig.cycle();
        assertThat(rig.answered(all)).isEmpty();
        assertThat(rig.answered(leader)).isEmpty();

        rig.journal.write();
        rig.cycle();
        assertThat(rig.answered(leader)).hasSize(1);
        assertThat(rig.answered(all)).isEmpty();

        rig.syncAndCycle();
        assertThat(rig.answered(all)).hasSize(1);
    }

    @Test
    void shouldLetNoAnswerOvertakeAnEarlierOne() {
        rig.topic("t", 1);
        FakeConnection client = rig.connect();
        byte[] first = rig.produce(ALL, "t", "v", 0);
        int firstId = rig.lastCorrelationId();
        client.receive(together(first, rig.produce(LEADER, "t", "v", 0)));

        rig.journal.write();
        rig.cycle();
        assertThat(rig.answered(client)).isEmpty();

        rig.syncAndCycle();
        assertThat(rig.answered(client)).containsExactly(firstId, firstId + 1);
    }

    @Test
    void shouldTakeOtherRequestsWhenAllBeforeAreAnswered() {
        rig.topic("t", 1);
        FakeConnection client = rig.connect();
        byte[] produce = rig.produce(ALL, "t", "v", 0);
        int firstId = rig.lastCorrelationId();
        byte[] metadata =
                rig.request(Api.METADATA, 5, new MetadataRequestData().setTopics(List.of()));

        client.receive(together(produce, metadata));

        assertThat(client.isReading()).isFalse();
        assertThat(rig.answered(client)).isEmpty();
        rig.syncAndCycle();
        assertThat(rig.answered(client)).containsExactly(firstId, firstId + 1);
        assertThat(client.isReading()).isTrue();
    }

    @Test
    void shouldTakeSoManyProducesAndNoMoreBeforeTheFirstIsAnswered() {
        KafkaRig large = new KafkaRig(new OpenAuthenticator(), LARGE);
        large.topic("t", 1);
        FakeConnection client = large.connect();
        long before = large.counters.get(KafkaMetric.REQUESTS);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < KafkaConnection.PIPELINED_MAX + 10; i++) {
            many.writeBytes(large.produce(ALL, "t", "v", 0));
        }

        client.receive(many.toByteArray());

        assertThat(large.counters.get(KafkaMetric.REQUESTS) - before)
                .isEqualTo(KafkaConnection.PIPELINED_MAX);
        assertThat(client.isReading()).isFalse();
        large.syncAndCycle();
        large.syncAndCycle();
        assertThat(large.answered(client)).hasSize(KafkaConnection.PIPELINED_MAX + 10);
    }

    @Test
    void shouldAnswerNobodyWithoutAcksAndCloseWhenItIsRefused() {
        rig.topic("t", 1);
        FakeConnection client = rig.connect();

        client.receive(rig.produce(0, "t", "v", 0));
        rig.syncAndCycle();

        assertThat(rig.answered(client)).isEmpty();
        assertThat(client.isOpen()).isTrue();
        client.receive(rig.produce(0, "no-topic", "v", 0));
        rig.cycle();
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void shouldForgetAnswersOfWhoIsGone() {
        rig.topic("t", 1);
        FakeConnection client = rig.connect();
        client.receive(rig.produce(ALL, "t", "v", 0));
        client.cut();

        rig.syncAndCycle();

        assertThat(rig.counters.get(KafkaMetric.CONNECTIONS)).isZero();
    }
}

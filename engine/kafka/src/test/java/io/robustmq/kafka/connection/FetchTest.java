package io.robustmq.kafka.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kafka.response.ErrorCode;
import io.robustmq.transport.net.FakeConnection;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fetches wait for what may be read, and for no longer than they say. */
class FetchTest {
    private static final int ALL = -1;
    private static final int LEADER = 1;
    private static final int WAIT_MS = 500;

    private final KafkaRig rig = new KafkaRig();
    private FakeConnection producer;
    private FakeConnection consumer;

    @BeforeEach
    void connect() {
        rig.topic("t", 2);
        producer = rig.connect();
        consumer = rig.connect();
    }

    private void produceAndSync(String value, int... partitions) {
        producer.receive(rig.produce(ALL, "t", value, partitions));
        rig.syncAndCycle();
    }

    private PartitionData only(FetchResponseData answer) {
        return answer.responses().getFirst().partitions().getFirst();
    }

    private static int bytes(PartitionData partition) {
        BaseRecords records = partition.records();
        return records == null ? 0 : records.sizeInBytes();
    }

    @Test
    void shouldAnswerAtOnceWhatIsThere() {
        produceAndSync("v", 0);

        consumer.receive(rig.fetch("t", 0, 0, 1, WAIT_MS));

        PartitionData answer = only(rig.fetched(consumer).getFirst());
        assertThat(bytes(answer)).isPositive();
        assertThat(answer.highWatermark()).isEqualTo(1);
        assertThat(answer.logStartOffset()).isZero();
    }

    @Test
    void shouldWaitForARecordAndAnswerInTheCycleInWhichItMayBeRead() {
        consumer.receive(rig.fetch("t", 0, 0, 1, WAIT_MS));
        rig.cycle();
        assertThat(rig.answered(consumer)).isEmpty();

        produceAndSync("v", 0);

        assertThat(bytes(only(rig.fetched(consumer).getFirst()))).isPositive();
    }

    @Test
    void shouldShowNoRecordBeforeItIsWhatTheTopicPromises() {
        consumer.receive(rig.fetch("t", 0, 0, 1, WAIT_MS));
        producer.receive(rig.produce(LEADER, "t", "v", 0));

        rig.journal.write();
        rig.cycle();

        assertThat(rig.answered(producer)).hasSize(1);
        assertThat(rig.answered(consumer)).isEmpty();
        rig.syncAndCycle();
        assertThat(rig.fetched(consumer)).hasSize(1);
    }

    @Test
    void shouldAnswerWithNothingWhenItsTimeIsOver() {
        consumer.receive(rig.fetch("t", 0, 0, 1, WAIT_MS));

        rig.core.advanceMs(WAIT_MS - 10);
        assertThat(rig.answered(consumer)).isEmpty();
        rig.core.advanceMs(20);

        assertThat(bytes(only(rig.fetched(consumer).getFirst()))).isZero();
    }

    @Test
    void shouldWaitForAsManyBytesAsItAsksFor() {
        consumer.receive(rig.fetch("t", 0, 0, 500, WAIT_MS));

        produceAndSync("x".repeat(200), 0);
        assertThat(rig.answered(consumer)).isEmpty();
        produceAndSync("x".repeat(400), 0);

        assertThat(bytes(only(rig.fetched(consumer).getFirst()))).isGreaterThan(600);
    }

    @Test
    void shouldNotBeWokenByOtherPartitions() {
        consumer.receive(rig.fetch("t", 0, 0, 1, WAIT_MS));

        produceAndSync("v", 1);

        assertThat(rig.answered(consumer)).isEmpty();
    }

    @Test
    void shouldSayAtOnceWhatCannotBeRead() {
        consumer.receive(rig.fetch("t", 0, 7, 1, WAIT_MS));
        assertThat(only(rig.fetched(consumer).getFirst()).errorCode())
                .isEqualTo((short) ErrorCode.OFFSET_OUT_OF_RANGE);

        consumer.receive(rig.fetch("t", 2, 0, 1, WAIT_MS));
        assertThat(only(rig.fetched(consumer).getFirst()).errorCode())
                .isEqualTo((short) ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);

        consumer.receive(rig.fetch("no-topic", 0, 0, 1, WAIT_MS));
        assertThat(only(rig.fetched(consumer).getFirst()).errorCode())
                .isEqualTo((short) ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void shouldForgetWhoLeavesWhileWaiting() {
        consumer.receive(rig.fetch("t", 0, 0, 1, WAIT_MS));
        consumer.cut();

        produceAndSync("v", 0);

        assertThat(rig.answered(producer)).hasSize(1);
    }
}

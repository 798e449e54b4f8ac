package io.robustmq.kafka.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kafka.response.ErrorCode;
import io.robustmq.transport.net.FakeConnection;
import java.util.List;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions of fetches: only what changes is said (KIP-227). */
class FetchSessionTest {
    private static final int ALL = -1;
    private static final long[] NOTHING = {};

    private final KafkaRig rig = new KafkaRig();
    private FakeConnection producer;
    private FakeConnection consumer;
    private int session;

    @BeforeEach
    void begin() {
        rig.topic("t", 3);
        producer = rig.connect();
        consumer = rig.connect();
        FetchResponseData first = fetch(0, 0, new long[] {0, 0, 1, 0, 2, 0});
        session = first.sessionId();
        assertThat(session).isNotZero();
        assertThat(partitions(first)).containsExactly(0, 1, 2);
    }

    private FetchResponseData fetch(int id, int epoch, long[] asked, Integer... forgotten) {
        consumer.receive(rig.fetchInSession(id, epoch, "t", asked, forgotten));
        rig.core.advanceMs(2);
        return rig.fetched(consumer).getFirst();
    }

    private static List<Integer> partitions(FetchResponseData answer) {
        return answer.responses().stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(PartitionData::partitionIndex)
                .toList();
    }

    private void produceAndSync(int... partitions) {
        producer.receive(rig.produce(ALL, "t", "v", partitions));
        rig.syncAndCycle();
    }

    @Test
    void shouldSayNothingWhenThereIsNoNews() {
        FetchResponseData answer = fetch(session, 1, NOTHING);

        assertThat(answer.sessionId()).isEqualTo(session);
        assertThat(answer.responses()).isEmpty();
    }

    @Test
    void shouldSayOnlyWhatIsNews() {
        produceAndSync(1);

        assertThat(partitions(fetch(session, 1, NOTHING))).containsExactly(1);
        assertThat(partitions(fetch(session, 2, new long[] {1, 1}))).isEmpty();
    }

    @Test
    void shouldForgetAndRemember() {
        produceAndSync(0, 1, 2);

        assertThat(partitions(fetch(session, 1, NOTHING, 1))).containsExactly(0, 2);
        assertThat(partitions(fetch(session, 2, new long[] {0, 1, 1, 0, 2, 1}))).containsExactly(1);
    }

    @Test
    void shouldRefuseAnotherSessionAndATurnThatIsNotNext() {
        assertThat(fetch(session + 1, 1, NOTHING).errorCode())
                .isEqualTo((short) ErrorCode.FETCH_SESSION_ID_NOT_FOUND);

        int again = fetch(0, 0, new long[] {0, 0}).sessionId();
        assertThat(fetch(again, 2, NOTHING).errorCode())
                .isEqualTo((short) ErrorCode.INVALID_FETCH_SESSION_EPOCH);
    }

    @Test
    void shouldEndWhenTheClientSaysSo() {
        FetchResponseData last = fetch(session, -1, new long[] {2, 0});

        assertThat(last.sessionId()).isZero();
        assertThat(partitions(last)).containsExactly(2);
        assertThat(fetch(session, 1, NOTHING).errorCode())
                .isEqualTo((short) ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
    }
}

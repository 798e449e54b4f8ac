package io.robustmq.kafka.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.net.FakeConnection;
import java.util.List;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.junit.jupiter.api.Test;

/** A producer waits while the disk is behind, and nothing of its request is taken twice. */
class ParkedTest {
    private static final int ALL = -1;

    private final KafkaRig rig = new KafkaRig();

    @Test
    void shouldTakeARequestLaterThatTheJournalHasNoRoomFor() {
        rig.topic("t", 1);
        FakeConnection client = rig.connect();
        rig.journal.behind(true);
        client.receive(rig.produce(ALL, "t", "v", 0));
        rig.cycle();
        assertThat(client.isReading()).isFalse();
        assertThat(rig.produced(client)).isEmpty();

        rig.journal.behind(false);
        rig.cycle();
        rig.syncAndCycle();

        assertThat(offsets(rig.produced(client).getFirst())).containsExactly(0L);
        assertThat(client.isReading()).isTrue();
    }

    @Test
    void shouldGoOnWhereItStoppedWhenMemoryWasFullHalfWay() {
        rig.topic("t", 8);
        FakeConnection client = rig.connect();
        String large = "x".repeat(800); // four of eight fit into the shard's memory

        client.receive(rig.produce(ALL, "t", large, 0, 1, 2, 3, 4, 5, 6, 7));

        assertThat(client.isReading()).isFalse();
        rig.syncAndCycle();
        rig.syncAndCycle();
        rig.syncAndCycle();
        List<ProduceResponseData> answers = rig.produced(client);
        assertThat(answers).hasSize(1);
        assertThat(offsets(answers.getFirst())).hasSize(8).containsOnly(0L);
        client.receive(rig.produce(ALL, "t", "next", 0, 7));
        rig.syncAndCycle();
        assertThat(offsets(rig.produced(client).getFirst())).containsExactly(1L, 1L);
    }

    @Test
    void shouldForgetWhoLeavesWhileParked() {
        rig.topic("t", 1);
        FakeConnection client = rig.connect();
        rig.journal.behind(true);
        client.receive(rig.produce(ALL, "t", "v", 0));
        client.cut();

        rig.journal.behind(false);
        rig.syncAndCycle();

        FakeConnection next = rig.connect();
        next.receive(rig.produce(ALL, "t", "v", 0));
        rig.syncAndCycle();
        assertThat(offsets(rig.produced(next).getFirst())).containsExactly(0L);
    }

    private static List<Long> offsets(ProduceResponseData answer) {
        return answer.responses().iterator().next().partitionResponses().stream()
                .peek(each -> assertThat(each.errorCode()).isZero())
                .map(PartitionProduceResponse::baseOffset)
                .toList();
    }
}

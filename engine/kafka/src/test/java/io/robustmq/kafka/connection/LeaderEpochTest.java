package io.robustmq.kafka.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.kafka.response.ErrorCode;
import io.robustmq.transport.net.FakeConnection;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who knows of another reign than the one that is, is told so; where reigns ended is answered. */
class LeaderEpochTest {
    private static final int NOW = KafkaRig.LEADER_EPOCH;
    private static final int ALL = -1;
    private static final int UNKNOWN = -1;

    private final KafkaRig rig = new KafkaRig();
    private FakeConnection client;

    @BeforeEach
    void writeTwo() {
        rig.topic("t", 1);
        client = rig.connect();
        client.receive(rig.produce(ALL, "t", "a", 0));
        client.receive(rig.produce(ALL, "t", "b", 0));
        rig.syncAndCycle();
        rig.answered(client);
    }

    private int fetchError(int epoch) {
        FetchRequestData body =
                new FetchRequestData().setMaxBytes(1 << 20).setMaxWaitMs(0).setSessionEpoch(-1);
        body.topics()
                .add(
                        new FetchTopic()
                                .setTopic("t")
                                .setPartitions(
                                        List.of(
                                                new FetchPartition()
                                                        .setCurrentLeaderEpoch(epoch)
                                                        .setPartitionMaxBytes(1 << 20))));
        client.receive(rig.request(Api.FETCH, KafkaRig.FETCH_VERSION, body));
        return rig.fetched(client)
                .getFirst()
                .responses()
                .getFirst()
                .partitions()
                .getFirst()
                .errorCode();
    }

    private ListOffsetsPartitionResponse offset(int version, int epoch, long timestamp) {
        ListOffsetsRequestData body = new ListOffsetsRequestData();
        ListOffsetsPartition asked = new ListOffsetsPartition().setTimestamp(timestamp);
        if (version >= 4) {
            asked.setCurrentLeaderEpoch(epoch);
        }
        body.topics().add(new ListOffsetsTopic().setName("t").setPartitions(List.of(asked)));
        client.receive(rig.request(Api.LIST_OFFSETS, version, body));
        ListOffsetsResponseData answer =
                (ListOffsetsResponseData)
                        rig.answers(client, Api.LIST_OFFSETS, version).getFirst().body();
        return answer.topics().getFirst().partitions().getFirst();
    }

    private EpochEndOffset end(int currentEpoch, int epoch) {
        OffsetForLeaderEpochRequestData body = new OffsetForLeaderEpochRequestData();
        body.topics()
                .add(
                        new OffsetForLeaderTopic()
                                .setTopic("t")
                                .setPartitions(
                                        List.of(
                                                new OffsetForLeaderPartition()
                                                        .setCurrentLeaderEpoch(currentEpoch)
                                                        .setLeaderEpoch(epoch))));
        client.receive(rig.request(Api.OFFSET_FOR_LEADER_EPOCH, 4, body));
        OffsetForLeaderEpochResponseData answer =
                (OffsetForLeaderEpochResponseData)
                        rig.answers(client, Api.OFFSET_FOR_LEADER_EPOCH, 4).getFirst().body();
        return answer.topics().iterator().next().partitions().getFirst();
    }

    @Test
    void shouldTellItInMetadata() {
        MetadataRequestData body =
                new MetadataRequestData()
                        .setTopics(List.of(new MetadataRequestTopic().setName("t")));

        client.receive(rig.request(Api.METADATA, 9, body));

        MetadataResponseData answer =
                (MetadataResponseData) rig.answers(client, Api.METADATA, 9).getFirst().body();
        assertThat(answer.topics().iterator().next().partitions().getFirst().leaderEpoch())
                .isEqualTo(NOW);
    }

    @Test
    void shouldFenceFetchesOfAnotherReign() {
        assertThat(fetchError(NOW)).isEqualTo(ErrorCode.NONE);
        assertThat(fetchError(UNKNOWN)).isEqualTo(ErrorCode.NONE);
        assertThat(fetchError(NOW - 1)).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(fetchError(NOW + 1)).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
    }

    @Test
    void shouldFenceWhoAsksForOffsetsInAnotherReign() {
        assertThat(offset(6, NOW - 1, -1).errorCode())
                .isEqualTo((short) ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(offset(6, NOW + 1, -1).errorCode())
                .isEqualTo((short) ErrorCode.UNKNOWN_LEADER_EPOCH);
    }

    @Test
    void shouldTellOffsetsWithTheirReign() {
        ListOffsetsPartitionResponse latest = offset(6, NOW, -1);
        ListOffsetsPartitionResponse earliest = offset(6, UNKNOWN, -2);
        ListOffsetsPartitionResponse old = offset(3, UNKNOWN, -1);

        assertThat(latest.offset()).isEqualTo(2);
        assertThat(latest.leaderEpoch()).isEqualTo(NOW);
        assertThat(earliest.offset()).isZero();
        assertThat(earliest.leaderEpoch()).isEqualTo(NOW);
        assertThat(old.offset()).isEqualTo(2);
    }

    @Test
    void shouldTellWhereReignsEnded() {
        assertThat(end(NOW, NOW).endOffset()).isEqualTo(2);
        assertThat(end(NOW, NOW).leaderEpoch()).isEqualTo(NOW);
        assertThat(end(NOW, NOW - 2).endOffset()).as("nothing was written then").isZero();
        assertThat(end(NOW, NOW - 2).leaderEpoch()).isEqualTo(NOW - 2);
        assertThat(end(UNKNOWN, NOW + 1).endOffset()).as("it is yet to come").isEqualTo(-1);
        assertThat(end(UNKNOWN, NOW + 1).leaderEpoch()).isEqualTo(-1);
        assertThat(end(NOW - 1, NOW).errorCode()).isEqualTo((short) ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(end(NOW + 1, NOW).errorCode()).isEqualTo((short) ErrorCode.UNKNOWN_LEADER_EPOCH);
    }
}

package io.robustmq.codec.kafka.fetch;

import static io.robustmq.codec.kafka.wire.SampleBytes.AT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.SampleBytes;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FetchResponseEncoderTest {
    private static final UnsafeBuffer NAME = new UnsafeBuffer("xxtopic".getBytes(US_ASCII));
    private static final int NAME_LENGTH = 5;
    private static final int RECORDS_BYTES = 300;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1 << 10]);

    static IntStream versions() {
        return IntStream.rangeClosed(Api.FETCH.lowest(), Api.FETCH.highest());
    }

    /** Two topics: one partition with records, one that another node serves; and one without. */
    private int write(int version) {
        int at =
                FetchResponseEncoder.head(
                        buffer, AT, version, frameBytes(version), 31, 90, 70, 1_234, 2);
        at = topic(at, version, 7, 2);
        at =
                FetchResponseEncoder.partition(
                        buffer, at, version, 3, 0, 5_000_000_000L, 4_000_000_000L, 40, 300);
        buffer.setMemory(at, RECORDS_BYTES, (byte) 9);
        at = FetchResponseEncoder.partitionEnd(buffer, at + RECORDS_BYTES, version);
        at = FetchResponseEncoder.partition(buffer, at, version, 4, 6, -1, -1, -1, 0);
        at = FetchResponseEncoder.elsewhere(buffer, at, version, 257, 12);
        at = FetchResponseEncoder.topicEnd(buffer, at, version);
        at = topic(at, version, 8, 0);
        at = FetchResponseEncoder.topicEnd(buffer, at, version);
        return FetchResponseEncoder.tail(buffer, at, version);
    }

    private int topic(int at, int version, long id, int partitionCount) {
        return FetchResponseEncoder.topic(
                buffer, at, version, NAME, 2, NAME_LENGTH, 1, id, partitionCount);
    }

    private static int frameBytes(int version) {
        return FetchResponseEncoder.headBytes(version, 2)
                + FetchResponseEncoder.topicBytes(version, NAME_LENGTH, 2)
                + FetchResponseEncoder.partitionBytes(version, RECORDS_BYTES)
                + FetchResponseEncoder.partitionBytes(version, 0)
                + FetchResponseEncoder.elsewhereBytes(version)
                + FetchResponseEncoder.topicBytes(version, NAME_LENGTH, 0)
                + FetchResponseEncoder.tailBytes(version);
    }

    private FetchResponseData read(int end, int version) {
        ByteBuffer frame = SampleBytes.view(buffer, end - AT);
        assertThat(frame.getInt()).isEqualTo(frame.remaining());
        short headVersion = ApiKeys.FETCH.responseHeaderVersion((short) version);
        ByteBufferAccessor accessor = new ByteBufferAccessor(frame);
        assertThat(new ResponseHeaderData(accessor, headVersion).correlationId()).isEqualTo(31);
        FetchResponseData response = new FetchResponseData(accessor, (short) version);
        assertThat(frame.remaining()).isZero();
        return response;
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldWriteWhatTheClientReads(int version) {
        int end = write(version);

        FetchResponseData response = read(end, version);
        assertThat(end - AT).isEqualTo(frameBytes(version));
        assertThat(response.throttleTimeMs()).isEqualTo(90);
        assertThat(response.errorCode()).isEqualTo((short) (version < 7 ? 0 : 70));
        assertThat(response.sessionId()).isEqualTo(version < 7 ? 0 : 1_234);
        assertThat(response.responses()).hasSize(2);
        FetchableTopicResponse topic = response.responses().getFirst();
        assertThat(topic.topic()).isEqualTo(version < 13 ? "topic" : "");
        assertThat(topic.topicId()).isEqualTo(version < 13 ? Uuid.ZERO_UUID : new Uuid(1, 7));
        assertRecords(topic.partitions().get(0), version);
        assertElsewhere(topic.partitions().get(1), version);
    }

    private static void assertRecords(PartitionData partition, int version) {
        assertThat(partition.partitionIndex()).isEqualTo(3);
        assertThat(partition.errorCode()).isZero();
        assertThat(partition.highWatermark()).isEqualTo(5_000_000_000L);
        assertThat(partition.lastStableOffset()).isEqualTo(4_000_000_000L);
        assertThat(partition.logStartOffset()).isEqualTo(version < 5 ? -1 : 40);
        assertThat(partition.abortedTransactions()).isNull();
        assertThat(partition.preferredReadReplica()).isEqualTo(-1);
        assertThat(partition.records().sizeInBytes()).isEqualTo(RECORDS_BYTES);
        assertThat(partition.currentLeader().leaderId()).isEqualTo(-1);
    }

    private static void assertElsewhere(PartitionData partition, int version) {
        assertThat(partition.errorCode()).isEqualTo((short) 6);
        assertThat(partition.records().sizeInBytes()).isZero();
        assertThat(partition.currentLeader().leaderId()).isEqualTo(version < 12 ? -1 : 257);
        assertThat(partition.currentLeader().leaderEpoch()).isEqualTo(version < 12 ? -1 : 12);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldSayWhereTheRecordsBegin(int version) {
        int at = FetchResponseEncoder.partition(buffer, AT, version, 3, 0, 5, 5, 0, 1 << 20);

        assertThat(at - AT).isEqualTo(FetchResponseEncoder.partitionHeadBytes(version, 1 << 20));
    }
}

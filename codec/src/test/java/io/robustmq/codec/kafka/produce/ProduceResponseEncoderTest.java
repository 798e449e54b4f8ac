package io.robustmq.codec.kafka.produce;

import static io.robustmq.codec.kafka.wire.SampleBytes.AT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.SampleBytes;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProduceResponseEncoderTest {
    private static final UnsafeBuffer NAME = new UnsafeBuffer("xxtopic".getBytes(US_ASCII));
    private static final int NAME_LENGTH = 5;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1 << 10]);

    static IntStream versions() {
        return IntStream.rangeClosed(Api.PRODUCE.lowest(), Api.PRODUCE.highest());
    }

    /** Two topics: one partition that took it, one that another node serves; and 200 that did. */
    private int write(int version) {
        int at = ProduceResponseEncoder.head(buffer, AT, version, frameBytes(version), 31, 2);
        at = topic(at, version, 7, 2);
        at = ProduceResponseEncoder.partition(buffer, at, version, 3, 0, 5_000_000_000L, 1_700, 40);
        at = ProduceResponseEncoder.elsewhere(buffer, at, version, 4, 6, 257, 12);
        at = ProduceResponseEncoder.topicEnd(buffer, at, version);
        at = topic(at, version, 8, 0);
        at = ProduceResponseEncoder.topicEnd(buffer, at, version);
        return ProduceResponseEncoder.tail(buffer, at, version, 90);
    }

    private int topic(int at, int version, long id, int partitionCount) {
        return ProduceResponseEncoder.topic(
                buffer, at, version, NAME, 2, NAME_LENGTH, 1, id, partitionCount);
    }

    private static int frameBytes(int version) {
        return ProduceResponseEncoder.headBytes(version, 2)
                + ProduceResponseEncoder.topicBytes(version, NAME_LENGTH, 2)
                + ProduceResponseEncoder.partitionBytes(version)
                + ProduceResponseEncoder.elsewhereBytes(version)
                + ProduceResponseEncoder.topicBytes(version, NAME_LENGTH, 0)
                + ProduceResponseEncoder.tailBytes(version);
    }

    private ProduceResponseData read(int end, int version) {
        ByteBuffer frame = SampleBytes.view(buffer, end - AT);
        assertThat(frame.getInt()).isEqualTo(frame.remaining());
        short headVersion = ApiKeys.PRODUCE.responseHeaderVersion((short) version);
        ByteBufferAccessor accessor = new ByteBufferAccessor(frame);
        assertThat(new ResponseHeaderData(accessor, headVersion).correlationId()).isEqualTo(31);
        ProduceResponseData response = new ProduceResponseData(accessor, (short) version);
        assertThat(frame.remaining()).isZero();
        return response;
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldWriteWhatTheClientReads(int version) {
        int end = write(version);

        ProduceResponseData response = read(end, version);
        assertThat(end - AT).isEqualTo(frameBytes(version));
        assertThat(response.throttleTimeMs()).isEqualTo(90);
        assertThat(response.responses()).hasSize(2);
        TopicProduceResponse topic = Objects.requireNonNull(response.responses().iterator().next());
        assertThat(topic.name()).isEqualTo(version < 13 ? "topic" : "");
        assertThat(topic.topicId()).isEqualTo(version < 13 ? Uuid.ZERO_UUID : new Uuid(1, 7));
        PartitionProduceResponse taken = topic.partitionResponses().get(0);
        assertThat(taken.index()).isEqualTo(3);
        assertThat(taken.errorCode()).isZero();
        assertThat(taken.baseOffset()).isEqualTo(5_000_000_000L);
        assertThat(taken.logAppendTimeMs()).isEqualTo(1_700);
        assertThat(taken.logStartOffset()).isEqualTo(version < 5 ? -1 : 40);
        assertThat(taken.recordErrors()).isEmpty();
        assertThat(taken.errorMessage()).isNull();
        assertThat(taken.currentLeader().leaderId()).isEqualTo(-1);
        PartitionProduceResponse elsewhere = topic.partitionResponses().get(1);
        assertThat(elsewhere.errorCode()).isEqualTo((short) 6);
        assertThat(elsewhere.baseOffset()).isEqualTo(-1);
        assertThat(elsewhere.currentLeader().leaderId()).isEqualTo(version < 10 ? -1 : 257);
        assertThat(elsewhere.currentLeader().leaderEpoch()).isEqualTo(version < 10 ? -1 : 12);
    }
}

package io.robustmq.codec.kafka.fetch;

import static io.robustmq.codec.kafka.wire.SampleBytes.AT;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.SampleBytes;
import io.robustmq.codec.kafka.wire.WireReader;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FetchRequestFlyweightTest {
    private final FetchRequestFlyweight request = new FetchRequestFlyweight();

    static IntStream versions() {
        return IntStream.rangeClosed(Api.FETCH.lowest(), Api.FETCH.highest());
    }

    private static UnsafeBuffer full(int version) {
        return SampleBytes.full(SampleBytes.requestSchema(Api.FETCH, version));
    }

    private static FetchRequestData officially(UnsafeBuffer bytes, int version) {
        ByteBuffer view = SampleBytes.view(bytes, bytes.capacity() - AT);
        return new FetchRequestData(new ByteBufferAccessor(view), (short) version);
    }

    private FetchRequestFlyweight wrap(UnsafeBuffer bytes, int version) throws KafkaViolation {
        return request.wrap(bytes, AT, bytes.capacity() - AT, version);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldReadEveryVersionAsTheClientsClassDoes(int version) throws KafkaViolation {
        UnsafeBuffer bytes = full(version);
        FetchRequestData official = officially(bytes, version);

        wrap(bytes, version);

        assertThat(request.replicaId())
                .isEqualTo(
                        version < 15 ? official.replicaId() : official.replicaState().replicaId());
        assertThat(request.maxWaitMs()).isEqualTo(official.maxWaitMs());
        assertThat(request.minBytes()).isEqualTo(official.minBytes());
        assertThat(request.maxBytes()).isEqualTo(official.maxBytes());
        assertThat(request.isReadCommitted()).isTrue();
        assertThat(request.sessionId()).isEqualTo(official.sessionId());
        assertThat(request.sessionEpoch()).isEqualTo(official.sessionEpoch());
        assertThat(text(request.rackOffset(), request.rackLength())).isEqualTo(official.rackId());
        assertThat(request.partitionTotal()).isEqualTo(4);
        assertTopics(official, version);
        assertForgotten(official, version);
        request.rewind();
        assertTopics(official, version);
    }

    private void assertTopics(FetchRequestData official, int version) {
        assertThat(request.topicCount()).isEqualTo(2);
        for (FetchTopic topic : official.topics()) {
            assertThat(request.nextTopic()).isTrue();
            assertTopic(topic.topic(), topic.topicId(), version);
            assertThat(request.partitionCount()).isEqualTo(2);
            for (FetchPartition partition : topic.partitions()) {
                assertThat(request.nextPartition()).isTrue();
                assertThat(request.partition()).isEqualTo(partition.partition());
                assertThat(request.currentLeaderEpoch()).isEqualTo(partition.currentLeaderEpoch());
                assertThat(request.fetchOffset()).isEqualTo(partition.fetchOffset());
                assertThat(request.lastFetchedEpoch()).isEqualTo(partition.lastFetchedEpoch());
                assertThat(request.partitionMaxBytes()).isEqualTo(partition.partitionMaxBytes());
            }
            assertThat(request.nextPartition()).isFalse();
        }
        assertThat(request.nextTopic()).isFalse();
    }

    private void assertForgotten(FetchRequestData official, int version) {
        assertThat(request.forgottenTopicCount()).isEqualTo(version < 7 ? 0 : 2);
        for (ForgottenTopic topic : official.forgottenTopicsData()) {
            assertThat(request.nextForgottenTopic()).isTrue();
            assertTopic(topic.topic(), topic.topicId(), version);
            for (int partition : topic.partitions()) {
                assertThat(request.nextForgottenPartition()).isTrue();
                assertThat(request.partition()).isEqualTo(partition);
            }
            assertThat(request.nextForgottenPartition()).isFalse();
        }
        assertThat(request.nextForgottenTopic()).isFalse();
    }

    private void assertTopic(String name, Uuid id, int version) {
        assertThat(request.hasTopicIds()).isEqualTo(version >= 13);
        if (version >= 13) {
            assertThat(request.topicIdHigh()).isEqualTo(id.getMostSignificantBits());
            assertThat(request.topicIdLow()).isEqualTo(id.getLeastSignificantBits());
            assertThat(request.topicNameLength()).isEqualTo(WireReader.NULL);
        } else {
            assertThat(text(request.topicNameOffset(), request.topicNameLength())).isEqualTo(name);
        }
    }

    private String text(int offset, int length) {
        byte[] bytes = new byte[length];
        request.buffer().getBytes(offset, bytes);
        return new String(bytes, UTF_8);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldReadARequestWithoutAnything(int version) throws KafkaViolation {
        FetchRequestData nothing = new FetchRequestData();

        wrap(SampleBytes.of(nothing, version), version);

        assertThat(request.replicaId()).isEqualTo(FetchRequestFlyweight.CONSUMER);
        assertThat(request.isReadCommitted()).isFalse();
        assertThat(request.sessionEpoch()).isEqualTo(FetchRequestFlyweight.NO_SESSION_EPOCH);
        assertThat(request.nextTopic()).isFalse();
        assertThat(request.nextPartition()).isFalse();
        assertThat(request.nextForgottenTopic()).isFalse();
        assertThat(request.nextForgottenPartition()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldRefuseARequestCutOffAtAnyByte(int version) {
        UnsafeBuffer whole = full(version);

        for (int length = 0; length < whole.capacity() - AT; length++) {
            UnsafeBuffer bytes = SampleBytes.cut(whole, length);
            assertThatThrownBy(() -> wrap(bytes, version))
                    .as("%d bytes", length)
                    .isInstanceOf(KafkaViolation.class);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldForgetThoughNotAllTopicsWereAskedFor(int version) throws KafkaViolation {
        UnsafeBuffer bytes = full(version);
        wrap(bytes, version);
        request.nextTopic();
        request.nextPartition();

        assertForgotten(officially(bytes, version), version);
    }

    @Test
    void shouldRefuseAPartitionCountThatTheBytesCannotHold() {
        UnsafeBuffer bytes = full(4);
        FetchRequestData official = officially(bytes, 4);
        int nameBytes = official.topics().getFirst().topic().length();
        int partitionsAt = AT + 4 + 4 + 4 + 4 + 1 + 4 + 2 + nameBytes;
        assertThat(bytes.getInt(partitionsAt, BIG_ENDIAN)).isEqualTo(2);

        bytes.putInt(partitionsAt, Integer.MAX_VALUE, BIG_ENDIAN);

        assertThatThrownBy(() -> wrap(bytes, 4)).isInstanceOf(KafkaViolation.class);
    }
}

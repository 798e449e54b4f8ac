package io.robustmq.codec.kafka.produce;

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
import java.util.Objects;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProduceRequestFlyweightTest {
    private final ProduceRequestFlyweight request = new ProduceRequestFlyweight();

    static IntStream versions() {
        return IntStream.rangeClosed(Api.PRODUCE.lowest(), Api.PRODUCE.highest());
    }

    private static UnsafeBuffer full(int version) {
        return SampleBytes.full(SampleBytes.requestSchema(Api.PRODUCE, version));
    }

    private static ProduceRequestData officially(UnsafeBuffer bytes, int version) {
        ByteBuffer view = SampleBytes.view(bytes, bytes.capacity() - AT);
        return new ProduceRequestData(new ByteBufferAccessor(view), (short) version);
    }

    private ProduceRequestFlyweight wrap(UnsafeBuffer bytes, int version) throws KafkaViolation {
        return request.wrap(bytes, AT, bytes.capacity() - AT, version);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldReadEveryVersionAsTheClientsClassDoes(int version) throws KafkaViolation {
        UnsafeBuffer bytes = full(version);
        ProduceRequestData official = officially(bytes, version);

        wrap(bytes, version);

        assertThat(text(request.transactionalIdOffset(), request.transactionalIdLength()))
                .isEqualTo(official.transactionalId());
        assertThat(request.acks()).isEqualTo(official.acks());
        assertThat(request.timeoutMs()).isEqualTo(official.timeoutMs());
        assertThat(request.topicCount()).isEqualTo(2);
        assertThat(request.partitionTotal()).isEqualTo(4);
        assertTopics(official, version);
        request.rewind();
        assertTopics(official, version);
    }

    private void assertTopics(ProduceRequestData official, int version) {
        for (TopicProduceData topic : official.topicData()) {
            assertThat(request.nextTopic()).isTrue();
            assertThat(request.hasTopicIds()).isEqualTo(version >= 13);
            if (version >= 13) {
                assertThat(request.topicIdHigh())
                        .isEqualTo(topic.topicId().getMostSignificantBits());
                assertThat(request.topicIdLow())
                        .isEqualTo(topic.topicId().getLeastSignificantBits());
                assertThat(request.topicNameLength()).isEqualTo(WireReader.NULL);
            } else {
                assertThat(text(request.topicNameOffset(), request.topicNameLength()))
                        .isEqualTo(topic.name());
            }
            assertThat(request.partitionCount()).isEqualTo(2);
            for (PartitionProduceData partition : topic.partitionData()) {
                assertThat(request.nextPartition()).isTrue();
                assertThat(request.partition()).isEqualTo(partition.index());
                assertThat(request.recordsLength()).isEqualTo(partition.records().sizeInBytes());
            }
            assertThat(request.nextPartition()).isFalse();
        }
        assertThat(request.nextTopic()).isFalse();
    }

    private String text(int offset, int length) {
        byte[] bytes = new byte[length];
        request.buffer().getBytes(offset, bytes);
        return new String(bytes, UTF_8);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldReadARequestWithoutAnything(int version) throws KafkaViolation {
        wrap(SampleBytes.small(SampleBytes.requestSchema(Api.PRODUCE, version)), version);

        assertThat(request.transactionalIdLength()).isEqualTo(WireReader.NULL);
        assertThat(request.topicCount()).isZero();
        assertThat(request.nextTopic()).isFalse();
        assertThat(request.nextPartition()).isFalse();
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
    void shouldPassPartitionsOverThatNobodyAskedFor(int version) throws KafkaViolation {
        UnsafeBuffer bytes = full(version);
        wrap(bytes, version);

        request.nextTopic();
        request.nextTopic();
        request.nextPartition();

        assertThat(request.partition())
                .isEqualTo(last(officially(bytes, version)).partitionData().getFirst().index());
    }

    private static TopicProduceData last(ProduceRequestData request) {
        TopicProduceData last = null;
        for (TopicProduceData topic : request.topicData()) {
            last = topic;
        }
        return Objects.requireNonNull(last);
    }

    @Test
    void shouldShowWhereTheRecordsAre() throws KafkaViolation {
        byte[] records = {9, 8, 7};
        UnsafeBuffer bytes = SampleBytes.of(withRecords(records), 9);

        wrap(bytes, 9).nextTopic();
        request.nextPartition();

        byte[] found = new byte[request.recordsLength()];
        request.buffer().getBytes(request.recordsOffset(), found);
        assertThat(found).isEqualTo(records);
    }

    @Test
    void shouldReadAPartitionWithoutRecords() throws KafkaViolation {
        ProduceRequestData sent = withRecords(new byte[0]);
        for (TopicProduceData topic : sent.topicData()) {
            topic.partitionData().getFirst().setRecords(null);
        }

        wrap(SampleBytes.of(sent, 9), 9).nextTopic();
        request.nextPartition();

        assertThat(request.recordsLength()).isEqualTo(WireReader.NULL);
    }

    private static ProduceRequestData withRecords(byte[] records) {
        TopicProduceData topic = new TopicProduceData().setName("t");
        topic.partitionData()
                .add(
                        new PartitionProduceData()
                                .setIndex(4)
                                .setRecords(
                                        MemoryRecords.readableRecords(ByteBuffer.wrap(records))));
        ProduceRequestData request = new ProduceRequestData().setAcks((short) -1);
        request.topicData().add(topic);
        return request;
    }

    @Test
    void shouldRefuseATopicCountThatTheBytesCannotHold() {
        // no transactional id | acks | timeout | 2^31 - 1 topics | and 8 bytes
        byte[] bytes = {-1, -1, 0, 1, 0, 0, 1, 0, 0x7f, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};

        assertThatThrownBy(() -> request.wrap(new UnsafeBuffer(bytes), 0, bytes.length, 3))
                .isInstanceOf(KafkaViolation.class);
    }

    @Test
    void shouldRefuseRecordsLongerThanTheRequest() {
        UnsafeBuffer bytes = SampleBytes.of(withRecords(new byte[4]), 3);
        bytes.putInt(bytes.capacity() - 8, 5, BIG_ENDIAN);

        assertThatThrownBy(() -> wrap(bytes, 3)).isInstanceOf(KafkaViolation.class);
    }
}

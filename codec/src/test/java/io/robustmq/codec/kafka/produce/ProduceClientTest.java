package io.robustmq.codec.kafka.produce;

import static io.robustmq.codec.kafka.wire.SampleBytes.AT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.RequestHeaderFlyweight;
import io.robustmq.codec.kafka.wire.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The client's half: what it sends is a request, and it reads what the encoder answers. */
class ProduceClientTest {
    private static final UnsafeBuffer TOPIC = new UnsafeBuffer("topic".getBytes(US_ASCII));
    private static final UnsafeBuffer CLIENT = new UnsafeBuffer("client".getBytes(US_ASCII));
    private static final int RECORDS_BYTES = 200;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1 << 10]);

    static IntStream versions() {
        return IntStream.rangeClosed(Api.PRODUCE.lowest(), ProduceRequestEncoder.VERSION_MAX);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldWriteARequestThatIsOne(int version) throws KafkaViolation {
        int records =
                ProduceRequestEncoder.head(
                        buffer, AT, version, 31, CLIENT, -1, 900, TOPIC, 4, RECORDS_BYTES);
        int end = ProduceRequestEncoder.tail(buffer, records + RECORDS_BYTES, version);

        assertThat(records - AT)
                .isEqualTo(ProduceRequestEncoder.headBytes(version, 6, 5, RECORDS_BYTES));
        int size = end - AT - WireWriter.SIZE_BYTES;
        RequestHeaderFlyweight header =
                new RequestHeaderFlyweight().wrap(buffer, AT + WireWriter.SIZE_BYTES, size);
        assertThat(buffer.getInt(AT, ByteOrder.BIG_ENDIAN)).isEqualTo(size);
        assertThat(header.api()).isEqualTo(Api.PRODUCE);
        assertThat(header.apiVersion()).isEqualTo(version);
        assertThat(header.correlationId()).isEqualTo(31);
        assertThat(header.clientIdLength()).isEqualTo(6);
        ByteBuffer body =
                ByteBuffer.wrap(buffer.byteArray(), header.bodyOffset(), header.bodyLength());
        ProduceRequestData read =
                new ProduceRequestData(new ByteBufferAccessor(body.slice()), (short) version);
        assertThat(read.acks()).isEqualTo((short) -1);
        assertThat(read.timeoutMs()).isEqualTo(900);
        TopicProduceData topic = read.topicData().iterator().next();
        assertThat(topic.name()).isEqualTo("topic");
        assertThat(topic.partitionData().getFirst().index()).isEqualTo(4);
        assertThat(topic.partitionData().getFirst().records().sizeInBytes())
                .isEqualTo(RECORDS_BYTES);
    }

    private int answer(int version) {
        int at = ProduceResponseEncoder.head(buffer, AT, version, 0, 31, 1);
        at = ProduceResponseEncoder.topic(buffer, at, version, TOPIC, 0, 5, 0, 0, 1);
        at = ProduceResponseEncoder.partition(buffer, at, version, 4, 6, 5_000_000_000L, -1, 0);
        at = ProduceResponseEncoder.topicEnd(buffer, at, version);
        return ProduceResponseEncoder.tail(buffer, at, version, 0);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldReadTheAnswer(int version) throws KafkaViolation {
        int end = answer(version);

        ProduceResponseFlyweight read =
                new ProduceResponseFlyweight().wrap(buffer, AT + 4, end - AT - 4, version);

        assertThat(read.correlationId()).isEqualTo(31);
        assertThat(read.partition()).isEqualTo(4);
        assertThat(read.errorCode()).isEqualTo(6);
        assertThat(read.baseOffset()).isEqualTo(5_000_000_000L);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldRefuseAnAnswerAboutNothing(int version) {
        int at = ProduceResponseEncoder.head(buffer, AT, version, 0, 31, 0);
        int end = ProduceResponseEncoder.tail(buffer, at, version, 0);

        assertThatThrownBy(() ->
                        new ProduceResponseFlyweight().wrap(buffer, AT + 4, end - AT - 4, version))
                .isInstanceOf(KafkaViolation.class);
    }
}

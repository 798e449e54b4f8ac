package io.robustmq.codec.kafka.fetch;

import static io.robustmq.codec.kafka.wire.SampleBytes.AT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.RequestHeaderFlyweight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The client's half: what it sends is a request, and it reads what the encoder answers. */
class FetchClientTest {
    private static final UnsafeBuffer TOPIC = new UnsafeBuffer("topic".getBytes(US_ASCII));
    private static final UnsafeBuffer CLIENT = new UnsafeBuffer("client".getBytes(US_ASCII));
    private static final int RECORDS_BYTES = 200;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1 << 10]);
    private final FetchResponseFlyweight response = new FetchResponseFlyweight();

    static IntStream versions() {
        return IntStream.rangeClosed(Api.FETCH.lowest(), FetchRequestEncoder.VERSION_MAX);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldWriteARequestThatIsOne(int version) throws KafkaViolation {
        int end =
                FetchRequestEncoder.encode(
                        buffer, AT, version, 31, CLIENT, 500, 1, 1 << 20, TOPIC, 4, 5_000_000_000L);

        assertThat(end - AT).isLessThanOrEqualTo(FetchRequestEncoder.bytesMax(6, 5));
        assertThat(buffer.getInt(AT, ByteOrder.BIG_ENDIAN)).isEqualTo(end - AT - 4);
        RequestHeaderFlyweight header =
                new RequestHeaderFlyweight().wrap(buffer, AT + 4, end - AT - 4);
        assertThat(header.api()).isEqualTo(Api.FETCH);
        assertThat(header.apiVersion()).isEqualTo(version);
        ByteBuffer body =
                ByteBuffer.wrap(buffer.byteArray(), header.bodyOffset(), header.bodyLength())
                        .slice();
        FetchRequestData read = new FetchRequestData(new ByteBufferAccessor(body), (short) version);
        assertThat(body.remaining()).isZero();
        assertThat(read.maxWaitMs()).isEqualTo(500);
        assertThat(read.minBytes()).isEqualTo(1);
        assertThat(read.maxBytes()).isEqualTo(1 << 20);
        assertThat(read.sessionEpoch()).isEqualTo(-1);
        assertThat(read.topics().getFirst().topic()).isEqualTo("topic");
        FetchPartition partition = read.topics().getFirst().partitions().getFirst();
        assertThat(partition.partition()).isEqualTo(4);
        assertThat(partition.fetchOffset()).isEqualTo(5_000_000_000L);
        assertThat(partition.partitionMaxBytes()).isEqualTo(1 << 20);
        assertThat(partition.currentLeaderEpoch()).isEqualTo(-1);
    }

    /**
     * @return where the records begin
     */
    private int answer(int version, int errorCode) {
        int at = FetchResponseEncoder.head(buffer, AT, version, 0, 31, 0, 0, 0, 1);
        at = FetchResponseEncoder.topic(buffer, at, version, TOPIC, 0, 5, 0, 0, 1);
        return FetchResponseEncoder.partition(
                buffer, at, version, 4, errorCode, 5_000_000_000L, 7, 0, RECORDS_BYTES);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldReadTheHeadOfTheAnswerOnceItIsWhole(int version) {
        int records = answer(version, 0);
        assertThat(records - AT - 4).isLessThanOrEqualTo(FetchResponseFlyweight.HEAD_BYTES_MAX + 5);

        for (int available = 0; available < records - AT - 4; available++) {
            assertThat(response.wrap(shortened(available), AT + 4, available, version))
                    .as("%d bytes", available)
                    .isFalse();
        }
        assertThat(response.wrap(buffer, AT + 4, records - AT - 4, version)).isTrue();

        assertThat(response.correlationId()).isEqualTo(31);
        assertThat(response.errorCode()).isZero();
        assertThat(response.highWatermark()).isEqualTo(5_000_000_000L);
        assertThat(response.recordsOffset()).isEqualTo(records);
        assertThat(response.recordsBytes()).isEqualTo(RECORDS_BYTES);
    }

    private UnsafeBuffer shortened(int available) {
        byte[] bytes = new byte[AT + 4 + available];
        buffer.getBytes(0, bytes);
        return new UnsafeBuffer(bytes);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldReadAnErrorOfThePartition(int version) {
        int records = answer(version, 6);

        response.wrap(buffer, AT + 4, records - AT - 4, version);

        assertThat(response.errorCode()).isEqualTo(6);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldReadAnAnswerAboutNothing(int version) {
        int end = FetchResponseEncoder.head(buffer, AT, version, 0, 31, 0, 70, 0, 0);

        assertThat(response.wrap(buffer, AT + 4, end - AT - 4, version)).isTrue();

        assertThat(response.errorCode()).isEqualTo(version < 7 ? 0 : 70);
        assertThat(response.recordsBytes()).isZero();
    }
}

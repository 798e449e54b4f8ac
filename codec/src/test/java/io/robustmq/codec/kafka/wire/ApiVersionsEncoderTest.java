package io.robustmq.codec.kafka.wire;

import static io.robustmq.codec.kafka.wire.SampleBytes.AT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiVersionsEncoderTest {
    private static final List<Api> ALL = Arrays.asList(Api.values());

    private final UnsafeBuffer buffer =
            new UnsafeBuffer(new byte[AT + ApiVersionsEncoder.bytesMax(ALL.size())]);

    private ApiVersionsResponseData read(int end, int version) {
        ByteBuffer frame = SampleBytes.view(buffer, end - AT);
        assertThat(frame.getInt()).isEqualTo(frame.remaining());
        assertThat(frame.getInt()).as("correlation id").isEqualTo(12);
        ApiVersionsResponseData response =
                new ApiVersionsResponseData(new ByteBufferAccessor(frame), (short) version);
        assertThat(frame.remaining()).isZero();
        return response;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void shouldTellTheClientWhatIsServed(int version) {
        int end = ApiVersionsEncoder.encode(buffer, AT, version, 12, 0, 30, ALL);

        ApiVersionsResponseData response = read(end, version);
        assertThat(response.errorCode()).isZero();
        assertThat(response.throttleTimeMs()).isEqualTo(version == 0 ? 0 : 30);
        assertThat(response.apiKeys()).hasSize(ALL.size());
        ApiVersion fetch = response.apiKeys().find((short) Api.FETCH.key());
        assertThat(fetch.minVersion()).isEqualTo((short) Api.FETCH.lowest());
        assertThat(fetch.maxVersion()).isEqualTo((short) Api.FETCH.highest());
    }

    @Test
    void shouldSayOfProduceWhatLibrdkafkaWantsToHear() {
        int end = ApiVersionsEncoder.encode(buffer, AT, 3, 12, 0, 0, List.of(Api.PRODUCE));

        ApiVersion produce = read(end, 3).apiKeys().find((short) Api.PRODUCE.key());
        assertThat(produce.minVersion()).isZero();
        assertThat(produce.maxVersion()).isEqualTo((short) 13);
    }

    @Test
    void shouldAnswerAnUnknownVersionSoThatEverybodyReadsIt() {
        int end = ApiVersionsEncoder.encodeUnsupported(buffer, AT, 12);

        ApiVersionsResponseData response = read(end, 0);
        assertThat(response.errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
        assertThat(response.apiKeys()).hasSize(1);
        assertThat(response.apiKeys().find((short) Api.API_VERSIONS.key()).maxVersion())
                .isEqualTo((short) Api.API_VERSIONS.highest());
    }
}

package io.robustmq.codec.kafka.wire;

import static io.robustmq.codec.kafka.wire.SampleBytes.AT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestHeaderFlyweightTest {
    private final RequestHeaderFlyweight header = new RequestHeaderFlyweight();

    private static RequestHeaderData head(int key, int version) {
        return new RequestHeaderData()
                .setRequestApiKey((short) key)
                .setRequestApiVersion((short) version)
                .setCorrelationId(77_000)
                .setClientId("me");
    }

    private static UnsafeBuffer bytes(Api api, int version) {
        return SampleBytes.of(head(api.key(), version), api.isFlexible(version) ? 2 : 1);
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void shouldReadTheHeadOfEveryVersion(Api api) throws KafkaViolation {
        for (int version = api.lowest(); version <= api.highest(); version++) {
            UnsafeBuffer bytes = bytes(api, version);

            header.wrap(bytes, AT, bytes.capacity() - AT);

            assertThat(header.api()).isEqualTo(api);
            assertThat(header.apiKey()).isEqualTo(api.key());
            assertThat(header.apiVersion()).isEqualTo(version);
            assertThat(header.correlationId()).isEqualTo(77_000);
            assertThat(header.clientIdLength()).isEqualTo(2);
            assertThat(bytes.getStringWithoutLengthAscii(header.clientIdOffset(), 2))
                    .isEqualTo("me");
            assertThat(header.bodyOffset()).isEqualTo(bytes.capacity());
            assertThat(header.bodyLength()).isZero();
        }
    }

    @Test
    void shouldRefuseAHeadCutOffAtAnyByte() {
        UnsafeBuffer whole = bytes(Api.FETCH, 12);

        for (int length = 0; length < whole.capacity() - AT; length++) {
            UnsafeBuffer bytes = SampleBytes.cut(whole, length);
            int available = length;
            assertThatThrownBy(() -> header.wrap(bytes, AT, available))
                    .as("%d bytes", length)
                    .isInstanceOf(KafkaViolation.class);
        }
    }

    @Test
    void shouldTakeAHeadWithoutClientId() throws KafkaViolation {
        UnsafeBuffer bytes = SampleBytes.of(head(3, 1).setClientId(null), 1);

        header.wrap(bytes, AT, bytes.capacity() - AT);

        assertThat(header.clientIdLength()).isEqualTo(WireReader.NULL);
    }

    @Test
    void shouldReadTheHeadOfWhatItDoesNotSpeak() throws KafkaViolation {
        UnsafeBuffer bytes = SampleBytes.of(head(4, 1), 1);

        header.wrap(bytes, AT, bytes.capacity() - AT);

        assertThat(header.api()).isNull();
        assertThat(header.apiKey()).isEqualTo(4);
        assertThat(header.correlationId()).isEqualTo(77_000);
    }

    @Test
    void shouldReadTheHeadOfAVersionYetToCome() throws KafkaViolation {
        UnsafeBuffer bytes = SampleBytes.of(head(Api.API_VERSIONS.key(), 99), 2);

        header.wrap(bytes, AT, bytes.capacity() - AT);

        assertThat(header.api()).isEqualTo(Api.API_VERSIONS);
        assertThat(Api.API_VERSIONS.offers(header.apiVersion())).isFalse();
    }

    @Test
    void shouldPassTaggedFieldsOver() throws KafkaViolation {
        byte[] head = {0, 1, 0, 12, 0, 0, 0, 9, -1, -1, 2, 5, 3, 1, 2, 3, 6, 0, 99};
        // Fetch | 12 | correlation id | no client id | 2 tags: 5 with 3 bytes, 6 with none | body

        header.wrap(new UnsafeBuffer(head), 0, head.length);

        assertThat(header.correlationId()).isEqualTo(9);
        assertThat(header.bodyOffset()).isEqualTo(head.length - 1);
        assertThat(header.bodyLength()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAStringOfNegativeLength() {
        byte[] head = {0, 3, 0, 1, 0, 0, 0, 9, -1, -2, 0, 0};

        assertThatThrownBy(() -> header.wrap(new UnsafeBuffer(head), 0, head.length))
                .isInstanceOf(KafkaViolation.class);
    }
}

package io.robustmq.codec.kafka.control;

import static io.robustmq.codec.kafka.wire.SampleBytes.AT;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.RequestHeaderFlyweight;
import io.robustmq.codec.kafka.wire.SampleBytes;
import io.robustmq.codec.kafka.wire.WireWriter;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every version of every message, between bytes that Kafka's schemas made and its own classes. */
class ControlMessagesTest {
    private static ApiMessage parseRequest(Api api, int version, UnsafeBuffer bytes)
            throws KafkaViolation {
        return ControlMessages.parseRequest(api, version, bytes, AT, bytes.capacity() - AT);
    }

    private static byte[] tail(UnsafeBuffer frame, int from) {
        return Arrays.copyOfRange(frame.byteArray(), from, frame.capacity());
    }

    private static UnsafeBuffer written(ControlFrame frame) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[frame.sizeBytes()]);
        assertThat(frame.writeTo(buffer, 0)).isEqualTo(buffer.capacity());
        assertThat(buffer.getInt(0, BIG_ENDIAN)).isEqualTo(buffer.capacity() - 4);
        return buffer;
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void shouldReadAndWriteRequestsOfEveryVersion(Api api) throws KafkaViolation {
        for (int version = api.lowest(); version <= api.highest(); version++) {
            assertRequest(api, version, SampleBytes.full(SampleBytes.requestSchema(api, version)));
        }
    }

    private static void assertRequest(Api api, int version, UnsafeBuffer bytes)
            throws KafkaViolation {
        ApiMessage message = parseRequest(api, version, bytes);

        UnsafeBuffer frame = written(ControlMessages.request(api, version, 31, "client", message));
        RequestHeaderFlyweight header =
                new RequestHeaderFlyweight()
                        .wrap(frame, WireWriter.SIZE_BYTES, frame.capacity() - 4);
        assertThat(header.api()).isEqualTo(api);
        assertThat(header.apiVersion()).isEqualTo(version);
        assertThat(header.correlationId()).isEqualTo(31);
        assertThat(tail(frame, header.bodyOffset()))
                .as("%s %d", api, version)
                .isEqualTo(tail(bytes, AT));
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void shouldReadAndWriteResponsesOfEveryVersion(Api api) throws KafkaViolation {
        for (int version = api.lowest(); version <= api.highest(); version++) {
            UnsafeBuffer bytes = SampleBytes.full(SampleBytes.responseSchema(api, version));

            ApiMessage message =
                    ControlMessages.parseResponse(api, version, bytes, AT, bytes.capacity() - AT);
            UnsafeBuffer frame = written(ControlMessages.response(api, version, 31, message));

            int headBytes = api.hasFlexibleResponseHead(version) ? 9 : 8;
            assertThat(frame.getInt(4, BIG_ENDIAN)).isEqualTo(31);
            assertThat(tail(frame, headBytes)).as("%s %d", api, version).isEqualTo(tail(bytes, AT));
        }
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void shouldRefuseARequestCutOffAtAnyByte(Api api) {
        for (int version = api.lowest(); version <= api.highest(); version++) {
            UnsafeBuffer whole = SampleBytes.full(SampleBytes.requestSchema(api, version));
            for (int length = 0; length < whole.capacity() - AT; length++) {
                UnsafeBuffer bytes = SampleBytes.cut(whole, length);
                int offered = version;
                assertThatThrownBy(() -> parseRequest(api, offered, bytes))
                        .as("%s %d, %d bytes", api, version, length)
                        .isInstanceOf(KafkaViolation.class);
            }
        }
    }

    @Test
    void shouldRefuseACountThatTheBytesCannotHold() { // metadata version 1: topics
        byte[] bytes = {0x7f, -1, -1, -1, 0, 1, 'a', 0, 1, 'b', 0, 1, 'c', 0, 1, 'd', 0, 1, 'e', 0};

        assertThatThrownBy(() ->
                        ControlMessages.parseRequest(
                                Api.METADATA, 1, new UnsafeBuffer(bytes), 0, bytes.length))
                .isInstanceOf(KafkaViolation.class);
    }

    /** Version 5: count | a length of one byte for each empty name | time-out | no tags. */
    private static UnsafeBuffer manyEmptyNames(int count) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[AT + 3 + count + 4 + 1]);
        int at = WireWriter.putUnsignedVarint(bytes, AT, count + 1);
        bytes.setMemory(at, count, (byte) 1);
        return bytes;
    }

    @Test
    void shouldTakeAsManyFieldsAsARequestMayHave() throws KafkaViolation {
        int atTheBound = (ControlMessages.FIELDS_MAX - 5) / 2;

        DeleteTopicsRequestData taken =
                (DeleteTopicsRequestData)
                        parseRequest(Api.DELETE_TOPICS, 5, manyEmptyNames(atTheBound));

        assertThat(taken.topicNames()).hasSize(atTheBound);
        assertThatThrownBy(() -> parseRequest(Api.DELETE_TOPICS, 5, manyEmptyNames(atTheBound + 1)))
                .isInstanceOf(KafkaViolation.class);
    }

    /** SaslAuthenticate, version 0: a length and so many bytes. */
    private static UnsafeBuffer sasl(int bodyBytes) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[AT + bodyBytes]);
        bytes.putInt(AT, bodyBytes - Integer.BYTES, BIG_ENDIAN);
        return bytes;
    }

    @Test
    void shouldTakeAsManyBytesAsARequestMayHave() throws KafkaViolation {
        int most = ControlMessages.REQUEST_BYTES_MAX;

        SaslAuthenticateRequestData taken =
                (SaslAuthenticateRequestData) parseRequest(Api.SASL_AUTHENTICATE, 0, sasl(most));

        assertThat(taken.authBytes()).hasSize(most - Integer.BYTES);
        assertThatThrownBy(() -> parseRequest(Api.SASL_AUTHENTICATE, 0, sasl(most + 1)))
                .isInstanceOf(KafkaViolation.class);
    }
}

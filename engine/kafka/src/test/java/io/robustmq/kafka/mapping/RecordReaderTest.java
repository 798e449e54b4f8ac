package io.robustmq.kafka.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.BatchCheck;
import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.RecordBatchEncoder;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.RecordHeadersEncoder;
import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.encode.PropertiesWriter;
import io.robustmq.kafka.topic.TopicSettings;
import io.robustmq.kernel.logged.Deliverer;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A record becomes a message, and a message's record the same message again. */
class RecordReaderTest {
    private static final long NOW_MS = 1_800_000_000_000L;
    private static final TopicMapping ALL =
            new TopicMapping("a/#", TopicSettings.WHOLE_TOPIC, null);

    private final RecordReader reader = new RecordReader();
    private final Publication read = new Publication();
    private final ExpandableArrayBuffer batch = new ExpandableArrayBuffer();
    private final RecordHeadersEncoder headers =
            new RecordHeadersEncoder(new ExpandableArrayBuffer()).begin();

    private static UnsafeBuffer bytes(String text) {
        return new UnsafeBuffer(text.getBytes(UTF_8));
    }

    private RecordReaderTest header(String key, String value) {
        UnsafeBuffer buffer = bytes(value);
        headers.add(key.getBytes(UTF_8), buffer, 0, buffer.capacity());
        return this;
    }

    private boolean read(TopicMapping mapping, String key) {
        UnsafeBuffer keyBytes = bytes(key);
        RecordBatchEncoder encoder = new RecordBatchEncoder(batch).begin(batch, 0, NOW_MS);
        int valueAt =
                encoder.add(
                        NOW_MS,
                        keyBytes,
                        0,
                        keyBytes.capacity(),
                        1,
                        headers.buffer(),
                        headers.length(),
                        headers.count());
        batch.putByte(valueAt, (byte) 'v');
        encoder.finish();
        return read(mapping, batch);
    }

    private boolean read(TopicMapping mapping, DirectBuffer from) {
        RecordIterator records = new RecordIterator(from, 0).wrap(from, 0);
        assertThat(records.next()).isTrue();
        return reader.read(records, from, mapping, NOW_MS, read);
    }

    private String topic() {
        return read.topicBuffer()
                .getStringWithoutLengthUtf8(read.topicOffset(), read.topicLength());
    }

    private String properties() {
        return text(read);
    }

    private static String text(Publication of) {
        byte[] bytes = new byte[of.propertiesLength()];
        of.propertiesBuffer().getBytes(of.propertiesOffset(), bytes);
        return new String(bytes, UTF_8);
    }

    @Test
    void shouldTakeTheTopicOfTheHeaderBeforeTheKey() {
        assertThat(header("mqtt.topic", "a/header").read(ALL, "a/key")).isTrue();

        assertThat(topic()).isEqualTo("a/header");
        assertThat(read.qos()).isEqualTo(1);
        assertThat(read.sender()).isEqualTo(Deliverer.SENDER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"b/elsewhere", "a/+", "a/#", "", "$SYS/a", "a/\0"})
    void shouldPassOverAHeaderThatIsNoTopicOfTheFilter(String header) {
        assertThat(header("mqtt.topic", header).read(ALL, "a/key")).isTrue();

        assertThat(topic()).isEqualTo("a/key");
        assertThat(reader.leftOut()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "a/+", "$SYS"})
    void shouldGiveNoMessageWithoutATopic(String key) {
        assertThat(read(ALL, key)).isFalse();
    }

    @Test
    void shouldNotTakeALevelForATopic() {
        TopicMapping byLevel = new TopicMapping("a/#", 2, null);

        assertThat(read(byLevel, "a/b")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"60, 60000", "0, 0", "4294967295, 4294967295000"})
    void shouldCountExpiryFromTheRecordsTime(String seconds, long ms) {
        header("mqtt.expiry", seconds).read(ALL, "a");

        assertThat(read.expiresAtMs()).isEqualTo(NOW_MS + ms);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "4294967296", "99999999999", "1s"})
    void shouldLeaveOutAnExpiryThatIsNone(String seconds) {
        header("mqtt.expiry", seconds).read(ALL, "a");

        assertThat(read.expiresAtMs()).isEqualTo(Message.NEVER);
        assertThat(reader.leftOut()).isEqualTo(1);
    }

    @Test
    void shouldTakeASinglePropertyOnce() {
        header("mqtt.content-type", "first").header("mqtt.content-type", "second").read(ALL, "a");

        assertThat(properties()).isEqualTo("\3\0\5first");
        assertThat(reader.leftOut()).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutWhatNoStringMayHold() {
        header("nul", "\0").header("mqtt.response-topic", "a/+").header("mqtt.unknown", "x");
        header("mqtt.payload-format", "2").header("ok", "yes").read(ALL, "a");

        assertThat(properties()).isEqualTo("\46\0\2ok\0\3yes");
        assertThat(reader.leftOut()).isEqualTo(4);
    }

    @Test
    void shouldBoundTheNumberOfUserProperties() {
        for (int i = 0; i < RecordReader.USER_PROPERTIES_MAX + 3; i++) {
            header("k", "v");
        }

        assertThat(read(ALL, "a")).isTrue();

        assertThat(reader.leftOut()).isEqualTo(3);
    }

    @Test
    void shouldBoundTheBytesOfProperties() {
        for (int i = 0; i < 10; i++) {
            header("k", "x".repeat(10_000));
        }

        assertThat(read(ALL, "a")).isTrue();

        assertThat(read.propertiesLength()).isLessThanOrEqualTo(RecordReader.PROPERTY_BYTES_MAX);
        assertThat(reader.leftOut()).isEqualTo(4);
    }

    @Test
    void shouldReadWhatWasWritten() {
        UnsafeBuffer topic = bytes("a/b/c");
        UnsafeBuffer payload = bytes("payload");
        PropertiesWriter properties =
                new PropertiesWriter(new ExpandableArrayBuffer())
                        .put(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1)
                        .put(PropertyId.CONTENT_TYPE, "text/plain")
                        .put(PropertyId.RESPONSE_TOPIC, "answers")
                        .put(PropertyId.CORRELATION_DATA, "c")
                        .putUserProperty("mqtt.topic", "z")
                        .putUserProperty("", "");
        Publication written =
                new Publication()
                        .begin(1, false, 7, NOW_MS - 10, NOW_MS + 4_990)
                        .topic(topic, 0, topic.capacity())
                        .properties(properties.buffer(), 0, properties.length())
                        .payload(payload, 0, payload.capacity());
        RecordWriter writer = new RecordWriter();

        int length = writer.write(written, 2, 1, false);

        DirectBuffer from = writer.batch();
        assertThat(new BatchCheck(from).checkBytes(from, 0, length)).isEqualTo(BatchProblem.NONE);
        RecordBatchFlyweight made = new RecordBatchFlyweight(from, 0);
        assertThat(made.isOfBroker()).isTrue();
        assertThat(made.isNumbered()).isFalse();
        RecordIterator records = new RecordIterator(from, 0).wrap(from, 0);
        assertThat(records.next()).isTrue();
        assertThat(from.getStringWithoutLengthUtf8(records.keyOffset(), records.keyLength()))
                .isEqualTo("b");
        assertThat(records.timestamp()).isEqualTo(NOW_MS - 10);
        assertThat(reader.read(records, from, ALL, NOW_MS, read)).isTrue();
        assertThat(records.next()).isFalse();
        assertThat(records.isWhole()).isTrue();
        assertThat(topic()).isEqualTo("a/b/c");
        assertThat(properties()).isEqualTo(text(written));
        assertThat(read.expiresAtMs()).isEqualTo(NOW_MS + 4_990);
        assertThat(
                        read.payloadBuffer()
                                .getStringWithoutLengthUtf8(
                                        read.payloadOffset(), read.payloadLength()))
                .isEqualTo("payload");
        assertThat(reader.leftOut()).isZero();
    }
}

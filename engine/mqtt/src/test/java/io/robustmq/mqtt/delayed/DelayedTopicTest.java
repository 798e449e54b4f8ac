package io.robustmq.mqtt.delayed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DelayedTopicTest {
    private static final long NOW_MS = 1_800_000_000_500L;

    @ParameterizedTest
    @CsvSource({
        "$delayed/0/t, 1800000000500, t",
        "$delayed/15/a/b, 1800000015500, a/b",
        "$delayed/4294967//, 1804294967500, /",
        "$delayed/1800000060/t, 1800000060000, t",
        "$delayed/1000000001/t, 1000000001000, t", // long ago: due at once
        "$delayed/1804294967/t, 1804294967000, t",
    })
    void shouldReadDelaysAndTimes(String topic, long untilMs, String rest) {
        DelayedTopic delayed = new DelayedTopic();

        assertThat(read(delayed, topic)).isTrue();

        assertThat(delayed.untilMs()).isEqualTo(untilMs);
        assertThat(topic.substring(delayed.prefixLength())).isEqualTo(rest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$delayed",
                "$delayed/",
                "$delayed/5",
                "$delayed/5/",
                "$delayed//t",
                "$delayed/x/t",
                "$delayed/-5/t",
                "$delayed/+5/t",
                "$delayed/1.5/t",
                "$delayed/05/t",
                "$delayed/4294968/t", // the longest delay and one more
                "$delayed/1000000000/t", // neither
                "$delayed/1804294968/t", // farther away than the longest delay
                "$delayed/9223372036854775807/t",
                "$delayed/5/$delayed/5/t",
            })
    void shouldRefuseOtherForms(String topic) {
        assertThat(read(new DelayedTopic(), topic)).isFalse();
    }

    @Test
    void shouldKnowItsTopics() {
        assertThat(is("$delayed")).isTrue();
        assertThat(is("$delayed/x")).isTrue();
        assertThat(is("$delayedx/1/t")).isFalse();
        assertThat(is("delayed/1/t")).isFalse();
        assertThat(is("$delaye")).isFalse();
    }

    private static boolean is(String topic) {
        UnsafeBuffer bytes = new UnsafeBuffer(("__" + topic).getBytes(UTF_8));
        return DelayedTopic.is(bytes, 2, bytes.capacity() - 2);
    }

    private static boolean read(DelayedTopic delayed, String topic) {
        UnsafeBuffer bytes = new UnsafeBuffer(("__" + topic).getBytes(UTF_8));
        return delayed.read(bytes, 2, bytes.capacity() - 2, NOW_MS);
    }
}

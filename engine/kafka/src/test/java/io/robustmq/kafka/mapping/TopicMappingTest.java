package io.robustmq.kafka.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.TopicSettings;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicMappingTest {
    private static DirectBuffer bytes(String text) {
        return new UnsafeBuffer(text.getBytes(UTF_8));
    }

    private static @Nullable String filterOf(MappingConfig config, Topic topic) {
        TopicMapping mapping = config.of(topic);
        return mapping == null ? null : mapping.filter();
    }

    private static Topic topic(String name, String... settings) {
        Map<String, String> set =
                settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]);
        return new Topic(name, 1, 2, List.of(), set);
    }

    @ParameterizedTest
    @CsvSource({
        "0, a/b/c, a/b/c",
        "1, a/b/c, a",
        "2, a/b/c, b",
        "3, a/b/c, c",
        "2, a//c, ''",
        "2, a/, ''",
        "1, /b, ''"
    })
    void shouldTakeALevelOrAllOfATopicForAKey(int level, String topic, String key) {
        TopicMapping mapping = new TopicMapping("#", level, null);
        DirectBuffer buffer = bytes("xx" + topic);
        int end = buffer.capacity();

        int at = mapping.keyOffset(buffer, 2, end - 2);

        assertThat(buffer.getStringWithoutLengthUtf8(at, mapping.keyLength(buffer, at, end)))
                .isEqualTo(key);
    }

    @Test
    void shouldHaveNoKeyWithoutSuchALevel() {
        TopicMapping mapping = new TopicMapping("#", 3, null);

        assertThat(mapping.keyOffset(bytes("a/b"), 0, 3)).isNegative();
    }

    @ParameterizedTest
    @CsvSource({"a/b, x/y, a/b", "a/#, a/b, a/b", "a/#, x/y, ''", "+/b, , ''"})
    void shouldKnowATopicForRecordsThatNameNone(
            String filter, @Nullable String identity, String standard) {
        TopicMapping mapping = new TopicMapping(filter, TopicSettings.WHOLE_TOPIC, identity);

        DirectBuffer topic = mapping.standardTopic();
        assertThat(topic.getStringWithoutLengthUtf8(0, topic.capacity())).isEqualTo(standard);
    }

    @Test
    void shouldTieNothingUnlessItIsAskedTo() {
        assertThat(MappingConfig.NONE.of(topic("a.b"))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"a, a", "a.b-c.d_e, a/b-c/d_e"})
    void shouldTieTheSameLevels(String name, String filter) {
        MappingConfig identity = new MappingConfig(true, List.of());

        assertThat(filterOf(identity, topic(name))).isEqualTo(filter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", ".a", "a.", "__internal"})
    void shouldTieNoNameThatIsNoLevelsAndNoInternalOne(String name) {
        assertThat(new MappingConfig(true, List.of()).of(topic(name))).isNull();
    }

    @Test
    void shouldPreferWhatTheTopicSaysItself() {
        MappingConfig config =
                new MappingConfig(
                        false,
                        List.of(
                                new MappingConfig.Rule("first/#", "t"),
                                new MappingConfig.Rule("second/#", "t")));

        assertThat(filterOf(config, topic("t"))).isEqualTo("first/#");
        assertThat(filterOf(config, topic("t", "mqtt.filter", "own/#"))).isEqualTo("own/#");
        assertThat(config.of(topic("u"))).isNull();
    }
}

package io.robustmq.kernel.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicRulesTest {
    private static final int LEVELS_MAX = 4;

    @ParameterizedTest
    @CsvSource({
        "#, VALID",
        "+, VALID",
        "/, VALID",
        "sport/tennis/#, VALID",
        "+/tennis/#, VALID",
        "sport/+/player1, VALID",
        "/+/, VALID",
        "Accounts payable, VALID",
        "a/b/c/d, VALID",
        "a/b/c/d/e, TOO_MANY_LEVELS",
        "'', EMPTY",
        "sport/tennis#, MISPLACED_HASH",
        "sport/tennis/#/ranking, MISPLACED_HASH",
        "##, MISPLACED_HASH",
        "sport+, MISPLACED_PLUS",
        "sport/+a, MISPLACED_PLUS",
        "+#, MISPLACED_PLUS",
    })
    void shouldJudgeFilters(String filter, FilterCheck expected) { // MQTT 5.0 §4.7.1, §4.7.3
        byte[] bytes = filter.getBytes(UTF_8);

        FilterCheck check =
                TopicRules.checkFilter(new UnsafeBuffer(bytes), 0, bytes.length, LEVELS_MAX);

        assertThat(check).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "a, VALID",
        "/, VALID",
        "$SYS/x, VALID",
        "a/b/c/d/e, TOO_MANY_LEVELS",
        "'', EMPTY",
        "a/+, WILDCARD_IN_NAME",
        "a#, WILDCARD_IN_NAME",
    })
    void shouldJudgeNames(String name, FilterCheck expected) { // [MQTT-3.3.2-2]
        byte[] bytes = name.getBytes(UTF_8);

        FilterCheck check =
                TopicRules.checkName(new UnsafeBuffer(bytes), 0, bytes.length, LEVELS_MAX);

        assertThat(check).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"'\0'", "'a/\0'", "'\0/#'"})
    void shouldRefuseTheNullCharacter(String name) { // [MQTT-4.7.3-2]
        UnsafeBuffer bytes = new UnsafeBuffer(name.getBytes(UTF_8));

        assertThat(TopicRules.checkFilter(bytes, 0, bytes.capacity(), LEVELS_MAX))
                .isEqualTo(FilterCheck.NULL_CHARACTER);
        assertThat(TopicRules.checkName(bytes, 0, bytes.capacity(), LEVELS_MAX))
                .isEqualTo(FilterCheck.NULL_CHARACTER);
    }
}

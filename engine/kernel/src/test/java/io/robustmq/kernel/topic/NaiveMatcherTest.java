package io.robustmq.kernel.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The yardstick of the other tests is itself held against the specification's examples. */
class NaiveMatcherTest {
    @ParameterizedTest
    @CsvSource({
        "sport/tennis/player1/#, sport/tennis/player1, true",
        "sport/#, sport, true",
        "sport/+, sport, false",
        "+/+, /finance, true",
        "+, /finance, false",
        "#, $SYS/x, false",
    })
    void shouldFollowTheSpecificationsExamples(String filter, String topic, boolean matches) {
        assertThat(NaiveMatcher.matches(filter, topic)).isEqualTo(matches);
    }
}

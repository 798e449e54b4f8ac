package io.robustmq.kafka.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.kafka.group.GroupError;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Simple expressions mean what they mean everywhere; others are refused. */
class TopicPatternTest {
    @ParameterizedTest
    @CsvSource({
        "orders, orders, true",
        "orders, orders2, false",
        "orders.*, orders, true",
        "orders.+, orders, false",
        "orders.+, orders1, true",
        "orders., orders12, false",
        ".*-log, a-log-log, true",
        ".*a.*b, xaxxbxb, true",
        ".*a.*b, xbxa, false",
        "a\\.b, a.b, true",
        "a\\.b, axb, false",
        "a|b.*|c, bcd, true",
        "a|b.*|c, cd, false",
        "^a$|^b$, b, true",
        "'', a, false",
    })
    void shouldMatchWholeNames(String pattern, String name, boolean matches) throws GroupError {
        assertThat(TopicPattern.of(pattern).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a*", "a+", "a?", "[ab]", "(a)", "a{2}", "\\d", "\\", "a$b", "a^b", ".*?"})
    void shouldRefuseWhatIsNotSimple(String pattern) {
        assertThatThrownBy(() -> TopicPattern.of(pattern))
                .isInstanceOf(GroupError.class)
                .hasMessageContaining("not supported");
    }

    @Test
    void shouldRefuseWhatIsTooLong() throws GroupError {
        TopicPattern.of("a".repeat(TopicPattern.CHARS_MAX));

        assertThatThrownBy(() -> TopicPattern.of("a".repeat(TopicPattern.CHARS_MAX + 1)))
                .isInstanceOf(GroupError.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldMatchLikeAnyOtherExpression(long seed) throws GroupError {
        Random random = new Random(seed);
        String[] signs = {"a", "b", ".", ".*", ".+", "\\.", "|"};
        for (int i = 0; i < 5_000; i++) {
            StringBuilder pattern = new StringBuilder("a");
            for (int n = random.nextInt(6); n > 0; n--) {
                pattern.append(signs[random.nextInt(signs.length)]);
            }
            StringBuilder name = new StringBuilder();
            for (int n = random.nextInt(7); n > 0; n--) {
                name.append("ab.".charAt(random.nextInt(3)));
            }

            boolean matches = TopicPattern.of(pattern.toString()).matches(name.toString());

            assertThat(matches)
                    .as("seed %d: %s with %s", seed, name, pattern)
                    .isEqualTo(Pattern.matches(pattern.toString(), name));
        }
    }
}

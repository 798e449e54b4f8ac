package io.robustmq.loadgen.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource({
        "bench/%i, bench/7, bench/+",
        "bench/%c/%i, bench/me/7, bench/+/+",
        "a%i/b, a7/b, +/b",
        "plain, plain, plain",
        "100%%/%i, 100%/7, 100%/+",
        "/%i/, /7/, /+/",
    })
    void shouldExpand(String pattern, String name, String filterForAll) {
        NamePattern names = new NamePattern(pattern);

        assertThat(names.of(7, "me")).isEqualTo(name);
        assertThat(names.filterForAll()).isEqualTo(filterForAll);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a/%x", "%%%"})
    void shouldRefuseUnknownPlaceholders(String pattern) {
        assertThatThrownBy(() -> new NamePattern(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("after % comes");
    }
}

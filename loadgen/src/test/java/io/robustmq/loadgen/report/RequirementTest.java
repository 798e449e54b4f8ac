package io.robustmq.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementTest {
    @ParameterizedTest
    @CsvSource({
        "p99<1ms, p99, LESS, 1e6",
        "p99.9<=500us, p99.9, AT_MOST, 5e5",
        "p50<15µs, p50, LESS, 15e3",
        "max < 2s, max, LESS, 2e9",
        "ack-p99<750ns, ack-p99, LESS, 750",
        "rate>1000000, rate, MORE, 1e6",
        "rate>=1_500_000, rate, AT_LEAST, 1.5e6",
        "rate>2.5M, rate, MORE, 2.5e6",
        "lost=0, lost, EQUAL, 0",
        "cpu-ns<150, cpu-ns, LESS, 150",
    })
    void shouldRead(String text, String metric, Requirement.Relation relation, double limit) {
        Requirement requirement = Requirement.parse(text);

        assertThat(requirement.metric()).isEqualTo(metric);
        assertThat(requirement.relation()).isEqualTo(relation);
        assertThat(requirement.limit()).isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p99",
                "p99<",
                "<1ms",
                "p99<1",
                "p99<1M",
                "rate>1ms",
                "speed>1",
                "p98<1ms",
                "lost==0",
                "lost=-1",
                "p99<1 ms extra"
            })
    void shouldRefuseAndSayWhy(String text) {
        assertThatThrownBy(() -> Requirement.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "rate>10, 10, false",
        "rate>=10, 10, true",
        "rate=10, 10, true",
        "rate=10, 11, false",
        "rate<=10, 11, false",
        "rate<10, 9, true",
    })
    void shouldCompare(String text, double rate, boolean met) {
        assertThat(Requirement.parse(text).isMetBy(new Metrics().put("rate", rate))).isEqualTo(met);
    }

    @Test
    void shouldNotBeMetByWhatWasNotMeasured() {
        assertThat(Requirement.parse("p99<60s").isMetBy(new Metrics())).isFalse();
    }
}

package io.robustmq.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The text format 0.0.4 of Prometheus. */
class ExpositionTest {
    @Test
    void shouldWriteFamiliesAndTheirSamples() {
        Exposition out = new Exposition();

        out.counter("drops_total", "dropped").sample("reason=\"full\"", 3).sample("", 4);
        out.gauge("load", "share of a\\core\nin use").sample("", 0.5);

        assertThat(out)
                .hasToString(
                        """
                        # HELP drops_total dropped
                        # TYPE drops_total counter
                        drops_total{reason="full"} 3
                        drops_total 4
                        # HELP load share of a\\\\core\\nin use
                        # TYPE load gauge
                        load 0.5
                        """);
    }

    @Test
    void shouldCountEachBucketWithAllBelowIt() {
        Exposition out = new Exposition();

        out.histogram("cycle_seconds", "time of a cycle")
                .buckets("core=\"0\"", new double[] {0.001, 0.002}, new long[] {5, 2, 1}, 0.0125);

        assertThat(out)
                .hasToString(
                        """
                        # HELP cycle_seconds time of a cycle
                        # TYPE cycle_seconds histogram
                        cycle_seconds_bucket{core="0",le="0.001"} 5
                        cycle_seconds_bucket{core="0",le="0.002"} 7
                        cycle_seconds_bucket{core="0",le="+Inf"} 8
                        cycle_seconds_sum{core="0"} 0.0125
                        cycle_seconds_count{core="0"} 8
                        """);
    }

    @Test
    void shouldEscapeLabelValues() {
        assertThat(Exposition.label("topic", "a\"b\\c\nd")).isEqualTo("topic=\"a\\\"b\\\\c\\nd\"");
    }

    @Test
    void shouldRefuseAFamilyBegunTwice() {
        Exposition out = new Exposition().gauge("load", "a");

        assertThatThrownBy(() -> out.gauge("load", "b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("metric family load begun twice");
    }
}

package io.robustmq.conformance.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader of scrapes must see what is wrong, or the tests by it prove nothing. */
class ScrapeParserTest {
    private static final String HISTOGRAM = "# HELP h x\n# TYPE h histogram\n";

    @Test
    void shouldReadFamilies() {
        Map<String, MetricFamily> families =
                ScrapeParser.parse(
                        "# HELP a_total all \\\\ of it\n# TYPE a_total counter\n"
                                + "a_total{x=\"1\",y=\"q\\\"\\\\\\n,\"} 7\n"
                                + "# HELP b x\n# TYPE b gauge\nb -1.5E-3\n"
                                + HISTOGRAM
                                + "h_bucket{le=\"0.1\"} 1\nh_bucket{le=\"+Inf\"} 3\nh_sum 2.5\n"
                                + "h_count 3\n");

        assertThat(families.keySet()).containsExactly("a_total", "b", "h");
        List<MetricFamily> read = List.copyOf(families.values());
        assertThat(read.get(0).labelNames()).containsExactly("x", "y");
        assertThat(read.get(1).samples().getFirst().value()).isEqualTo(-0.0015);
        assertThat(read.get(2).labelNames()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# HELP a x\n# TYPE a gauge\na 1",
                "# TYPE a gauge\na 1\n",
                "# HELP a x\na 1\n",
                "# TYPE a gauge\n# HELP a x\na 1\n",
                "# HELP a x\n# TYPE b gauge\nb 1\n",
                "# HELP a\n# TYPE a gauge\na 1\n",
                "# HELP a x\n# TYPE a gauges\na 1\n",
                "# HELP a x\n# TYPE a counter\na 1\n",
                "# HELP a_total x\n# TYPE a_total gauge\na_total 1\n",
                "# HELP a_total x\n# TYPE a_total counter\na_total -1\n",
                "# HELP a x\n# TYPE a gauge\nb 1\n",
                "# HELP a x\n# TYPE a gauge\nab 1\n",
                "# HELP a x\n# TYPE a gauge\na\n",
                "# HELP a x\n# TYPE a gauge\na one\n",
                "# HELP a x\n# TYPE a gauge\na 1 \n",
                "# HELP a x\n# TYPE a gauge\na 1\na 2\n",
                "# HELP a x\n# TYPE a gauge\na{} 1\n",
                "# HELP a x\n# TYPE a gauge\na{x=1} 1\n",
                "# HELP a x\n# TYPE a gauge\na{x=\"1\",} 1\n",
                "# HELP a x\n# TYPE a gauge\na{x=\"1\"y=\"2\"} 1\n",
                "# HELP a x\n# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n",
                "# HELP a x\n# TYPE a gauge\na{x=\"\\t\"} 1\n",
                "# HELP a x\n# TYPE a gauge\na{x=\"\"\"} 1\n",
                "# HELP a x\n# TYPE a gauge\na 1\n# HELP a x\n# TYPE a gauge\na{x=\"1\"} 1\n",
                HISTOGRAM + "h 1\n",
                HISTOGRAM + "h_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\n",
                HISTOGRAM + "h_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n",
                HISTOGRAM + "h_bucket{le=\"+Inf\"} 1\nh_count 1\n",
                HISTOGRAM + "h_bucket{le=\"+Inf\"} 1\nh_sum 1\n",
                HISTOGRAM + "h_bucket 1\nh_sum 1\nh_count 1\n",
                HISTOGRAM + "h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
                HISTOGRAM
                        + "h_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\n"
                        + "h_sum 1\nh_count 1\n",
                HISTOGRAM + "h_bucket{a=\"1\",le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
            })
    void shouldRefuseWhatIsNotInTheFormat(String text) {
        assertThatThrownBy(() -> ScrapeParser.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package io.robustmq.loadgen.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class BenchCommandTest {
    private static final int USAGE = 2;

    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mqtt throughput --payload 15 | --payload: at least 16",
                "mqtt throughput --payload 300000 | --payload: at most",
                "mqtt throughput --qos 3 | --qos: 0, 1 or 2",
                "mqtt throughput --window 5 --rate 5 | --window or --rate",
                "mqtt throughput --rate 1k --idle adaptive | --rate wants --idle spin",
                "mqtt throughput --publishers 3 | as many publishers as subscribers",
                "mqtt throughput --publishers 0 --subscribers 0 | nobody takes part",
                "mqtt throughput --share g | --share is for fanout and fanin",
                "mqtt throughput --version 4 | one of 3.1, 3.1.1, 5",
                "mqtt throughput --require p99<1 | wants a time",
                "mqtt latency --duration 5 | is not a time",
                "mqtt throughput --transport iouring | one of io_uring, epoll, nio, auto",
                "mqtt throughput --topic a/%x | after % comes",
                "mqtt nothing | nothing",
                "kafka produce --acks 2 | --acks 2: one of all, 1, 0",
                "kafka produce --pairs 0 | --pairs: at least 1",
                "kafka produce --batch 1G | --batch: 1 to",
                "kafka produce --in-flight 0 | --in-flight: 1 to",
                "kafka produce --payload 2000000 | --payload: at most",
                "kafka e2e --pairs 3 --partitions 2 | at least one per pair",
                "kafka e2e --window 5 --rate 5 | --window or --rate",
                "kafka consume | --messages: how many",
            })
    void shouldRefuseAndStartNothing(String line, String why) {
        assertThat(run(line.split(" "))).isEqualTo(USAGE);
        assertThat(err.toString()).contains(why);
    }

    @Test
    void shouldExplainEachCommand() {
        for (String command :
                new String[] {"throughput", "fanout", "fanin", "latency", "connect", "churn"}) {
            assertThat(run("mqtt", command, "--help")).isZero();
        }
        for (String command : new String[] {"produce", "consume", "e2e", "latency"}) {
            assertThat(run("kafka", command, "--help")).isZero();
        }
        assertThat(run("--help")).isZero();
        for (String server : new String[] {"sink", "source", "echo"}) {
            assertThat(run(server, "--help")).isZero();
        }
        assertThat(err.toString()).contains("default robust-bench/%i", "a --require was missed");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10_000, 10000", "5k, 5000", "2M, 2000000", "3G, 3000000000"})
    void shouldReadCounts(String text, long count) {
        assertThat(Values.count(text)).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "10s, 10000", "2m, 120000", "1h, 3600000"})
    void shouldReadTimes(String text, long ms) {
        assertThat(Values.duration(text)).isEqualTo(Duration.ofMillis(ms));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1x", "1.5", "99999999999999999999", "9999999999G"})
    void shouldRefuseOtherNumbers(String text) {
        assertThatThrownBy(() -> Values.count(text)).isInstanceOf(TypeConversionException.class);
    }

    private int run(String... line) {
        PrintWriter writer = new PrintWriter(err, true);
        return BenchCommand.commandLine().setErr(writer).setOut(writer).execute(line);
    }
}

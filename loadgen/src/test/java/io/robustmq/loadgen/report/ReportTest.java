package io.robustmq.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void shouldPrintThisJson() {
        Histogram times = new Histogram(3);
        times.recordValue(1_500);
        Report report = new Report("mqtt throughput");
        report.section("setup").put("host", "a\"b\\\n").put("qos", 1).put("tls", false);
        report.section("rates").put("seconds", 2.00049).put("received_per_s", 1234567.0);
        report.section("latency_us").putMicros(times);
        report.note("generator-bound");
        report.fail("lost 3 of 10 messages");

        assertThat(report.toJson())
                .isEqualTo(
                        """
                        {
                          "schema" : 1,
                          "command" : "mqtt throughput",
                          "verdict" : "FAIL",
                          "failures" : [ "lost 3 of 10 messages" ],
                          "missed" : [ ],
                          "notes" : [ "generator-bound" ],
                          "setup" : {
                            "host" : "a\\"b\\\\\\n",
                            "qos" : 1,
                            "tls" : false
                          },
                          "rates" : {
                            "seconds" : 2.0,
                            "received_per_s" : 1234567.0
                          },
                          "latency_us" : {
                            "count" : 1,
                            "p50" : 1.5,
                            "p90" : 1.5,
                            "p99" : 1.5,
                            "p99.9" : 1.5,
                            "p99.99" : 1.5,
                            "max" : 1.5
                          }
                        }\
                        """);
    }

    @Test
    void shouldPrintThisText() {
        Report report = new Report("mqtt fanout");
        report.section("counts").put("sent", 1_000_000).put("lost", 0);

        assertThat(report.toText())
                .isEqualTo("counts         sent 1,000,000 lost 0\nPASS  mqtt fanout");
    }

    @Test
    void shouldExitWithTenWhenARequirementIsMissed() {
        Report report = new Report("mqtt latency");
        List<Requirement> required =
                List.of(Requirement.parse("p99<1ms"), Requirement.parse("lost=0"));

        report.require(required, new Metrics().put("p99", 1_250_000).put("lost", 0));

        assertThat(report.exitCode()).isEqualTo(10);
        assertThat(report.toText()).contains("missed: p99<1ms (measured 1.250 ms)");
    }

    @Test
    void shouldExitWithOneWhenTheRunFailed() {
        Report report = new Report("mqtt latency");

        report.fail("2 connections ended early");

        assertThat(report.exitCode()).isEqualTo(1);
    }

    @Test
    void shouldReadProcessTimes() {
        String stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 9 0 1";

        assertThat(ProcessCpu.cpuNs(stat)).isEqualTo(3_000_000_000L);
        assertThat(ProcessCpu.stealNs("cpu  10 20 30 40 50 60 70 80 0 0\ncpu0 1\n"))
                .isEqualTo(800_000_000L);
    }
}

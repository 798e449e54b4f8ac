package io.robustmq.loadgen.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryCommandTest {
    @TempDir private Path folder;

    @Test
    void shouldTakeMediansAndRatiosOfTheSameRound() throws IOException {
        report("burst.ours.1", "PASS", 3_000, 100);
        report("burst.ours.2", "PASS", 4_000, 200);
        report("burst.ours.3", "FAIL", 8_000, 400);
        report("burst.peer.1", "PASS", 1_000, 900);
        report("burst.peer.2", "PASS", 1_000, 900);
        report("burst.peer.3", "PASS", 4_000, 900);

        String table = printedBy("summary", folder.toString(), "--against", "peer");

        assertThat(table)
                .contains("| burst | ours | 3 | 1 | 4,000 (3,000 to 8,000) | 200.0 | 3.00 | 0.22 |")
                .contains("| burst | peer | 3 | 0 | 1,000 (1,000 to 4,000) | 900.0 |  |  |");
    }

    @Test
    void shouldCountWhatIsSentWhereNobodyReceives() throws IOException {
        Files.writeString(
                folder.resolve("produce.ours.1.json"),
                """
                {"schema": 1, "verdict": "PASS", "rates": {"received_per_s": 0, "sent_per_s": 700}}\
                """);

        String table = printedBy("summary", folder.toString());

        assertThat(table).contains("| produce | ours | 1 | 0 | 700 (700 to 700) |");
    }

    @Test
    void shouldNameTheFileThatIsNoReport() throws IOException {
        Files.writeString(folder.resolve("burst.ours.1.json"), "{}");

        int exitCode = BenchCommand.run("summary", folder.toString());

        assertThat(exitCode).isEqualTo(1);
    }

    private void report(String name, String verdict, int rate, int cpuNs) throws IOException {
        String json =
                """
                {"schema": 1, "verdict": "%s", "rates": {"received_per_s": %d},
                 "broker": {"cpu_ns_per_message": %d}}\
                """
                        .formatted(verdict, rate, cpuNs);
        Files.writeString(folder.resolve(name + ".json"), json);
    }

    private static String printedBy(String... args) {
        PrintStream standard = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            assertThat(BenchCommand.run(args)).isZero();
        } finally {
            System.setOut(standard);
        }
        return printed.toString(UTF_8);
    }
}

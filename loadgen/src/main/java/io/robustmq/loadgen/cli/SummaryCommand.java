package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.report.RunResult;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Many runs in one table: medians, their range, and ratios of runs of the same round. */
@Command(
        name = "summary",
        description = "A table, as Markdown, of the reports in a folder: LOAD.SUBJECT.ROUND.json.")
final class SummaryCommand implements Callable<Integer> {
    private static final String[] COLUMNS = {
        "load",
        "subject",
        "runs",
        "failed",
        "messages/s, median (least to most)",
        "CPU ns/message",
        "times %s",
        "CPU times %s",
        "p50 µs",
        "p99 µs",
        "p99.9 µs",
        "ack p50 µs",
        "ack p99 µs"
    };

    @Mixin private HelpOption help = new HelpOption();

    @Parameters(paramLabel = "FOLDER", description = "where the reports lie")
    private Path folder = Path.of("");

    @Option(
            names = "--against",
            paramLabel = "SUBJECT",
            description = "the subject that the others' rates are divided by, round by round")
    private String against = "";

    @Override
    public Integer call() throws IOException {
        TreeMap<String, TreeMap<String, List<RunResult>>> loads = read();
        String header = row(COLUMNS).replace("%s", against.isEmpty() ? "—" : against);
        System.out.println(header);
        System.out.println("|---".repeat(COLUMNS.length) + "|");
        loads.forEach((load, subjects) ->
                subjects.forEach((subject, runs) ->
                        System.out.println(row(line(load, subject, runs, subjects)))));
        return 0;
    }

    private TreeMap<String, TreeMap<String, List<RunResult>>> read() throws IOException {
        TreeMap<String, TreeMap<String, List<RunResult>>> loads = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                RunResult run = RunResult.read(file);
                if (run != null) {
                    loads.computeIfAbsent(run.load(), load -> new TreeMap<>())
                            .computeIfAbsent(run.subject(), subject -> new ArrayList<>())
                            .add(run);
                }
            }
        }
        return loads;
    }

    private String[] line(
            String load,
            String subject,
            List<RunResult> runs,
            TreeMap<String, List<RunResult>> subjects) {
        double[] rates = sorted(runs, SummaryCommand::rate);
        return new String[] {
            load,
            subject,
            Integer.toString(runs.size()),
            Long.toString(runs.stream().filter(run -> !run.isGood()).count()),
            rates.length == 0
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "%,.0f (%,.0f to %,.0f)",
                            median(rates),
                            rates[0],
                            rates[rates.length - 1]),
            shown("%,.1f", runs, SummaryCommand::cpuNs),
            ratio(runs, subjects.get(against), SummaryCommand::rate),
            ratio(runs, subjects.get(against), SummaryCommand::cpuNs),
            shown("%,.1f", runs, run -> run.number("latency_us", "p50")),
            shown("%,.1f", runs, run -> run.number("latency_us", "p99")),
            shown("%,.1f", runs, run -> run.number("latency_us", "p99.9")),
            shown("%,.1f", runs, run -> acknowledged(run, "p50")),
            shown("%,.1f", runs, run -> acknowledged(run, "p99"))
        };
    }

    private static double rate(RunResult run) {
        double received = run.number("rates", "received_per_s");
        if (Double.isNaN(received)) {
            return run.number("rates", "syncs_per_s");
        }
        double sent = run.number("rates", "sent_per_s");
        return received == 0 && sent > 0 ? sent : received; // nobody received
    }

    private static double cpuNs(RunResult run) {
        return run.number("broker", "cpu_ns_per_message");
    }

    private static double acknowledged(RunResult run, String percentile) {
        double ack = run.number("ack_us", percentile);
        return Double.isNaN(ack) ? run.number("sync_us", percentile) : ack;
    }

    /** Median of the ratios of runs of the same round. */
    private static String ratio(
            List<RunResult> runs, @Nullable List<RunResult> base, ToDoubleFunction<RunResult> of) {
        if (base == null || base == runs) {
            return "";
        }
        double[] ratios =
                runs.stream()
                        .flatMapToDouble(run ->
                                base.stream()
                                        .filter(other -> other.round().equals(run.round()))
                                        .mapToDouble(other ->
                                                of.applyAsDouble(run) / of.applyAsDouble(other)))
                        .filter(Double::isFinite)
                        .sorted()
                        .toArray();
        return ratios.length == 0 ? "" : String.format(Locale.ROOT, "%.2f", median(ratios));
    }

    private static String shown(
            String format, List<RunResult> runs, ToDoubleFunction<RunResult> value) {
        double[] values = sorted(runs, value);
        return values.length == 0 ? "" : String.format(Locale.ROOT, format, median(values));
    }

    private static double[] sorted(List<RunResult> runs, ToDoubleFunction<RunResult> value) {
        return runs.stream().mapToDouble(value).filter(Double::isFinite).sorted().toArray();
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String row(String... cells) {
        return Arrays.stream(cells).collect(Collectors.joining(" | ", "| ", " |"));
    }
}

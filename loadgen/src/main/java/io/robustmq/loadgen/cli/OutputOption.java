package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.report.Report;
import picocli.CommandLine.Option;

/** How the report is printed on standard output. */
final class OutputOption {
    private enum Form {
        TEXT,
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "default ${DEFAULT-VALUE}")
    private Form form = Form.TEXT;

    /**
     * @return the exit code
     */
    int print(Report report) {
        System.out.println(form == Form.JSON ? report.toJson() : report.toText());
        return report.exitCode();
    }
}

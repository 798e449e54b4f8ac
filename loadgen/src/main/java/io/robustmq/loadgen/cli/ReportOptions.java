package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.report.Report;
import io.robustmq.loadgen.report.Requirement;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What is printed, and what must be reached. */
final class ReportOptions {
    @Option(
            names = "--require",
            paramLabel = "p99<1ms",
            converter = ToRequirement.class,
            description = "may be given several times; a miss exits with 10")
    List<Requirement> requirements = List.of();

    @Mixin private OutputOption output = new OutputOption();

    @Option(
            names = "--hlog",
            paramLabel = "FILE",
            description = "end-to-end times, second by second")
    @Nullable Path hlog;

    @Option(names = "--broker-pid", paramLabel = "PID", description = "whose CPU time to count")
    @Nullable Long brokerPid;

    boolean wantsTimes() {
        return hlog != null || requirements.stream().anyMatch(Requirement::isAboutDelivery);
    }

    /**
     * @return the exit code
     */
    int print(Report report) {
        return output.print(report);
    }

    private static final class ToRequirement implements ITypeConverter<Requirement> {
        @Override
        public Requirement convert(String text) {
            try {
                return Requirement.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }
}

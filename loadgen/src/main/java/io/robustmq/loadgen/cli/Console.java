package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.rig.Counts;
import io.robustmq.loadgen.rig.Observer;
import io.robustmq.loadgen.rig.RunFailure;
import io.robustmq.loadgen.rig.Times;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;

/** One line a second on standard error, the histogram log, and the CPU times. */
final class Console implements Observer, AutoCloseable {
    private final PrintStream err;
    private final CpuWatch cpu;
    private final @Nullable HistogramLogWriter log;
    private int seconds;

    Console(PrintStream err, CpuWatch cpu, @Nullable Path hlog) throws IOException {
        this.err = err;
        this.cpu = cpu;
        this.log = hlog == null ? null : open(hlog);
    }

    private static HistogramLogWriter open(Path hlog) throws IOException {
        HistogramLogWriter log = new HistogramLogWriter(hlog.toFile());
        long nowMs = System.currentTimeMillis();
        log.outputComment("[end to end from the intended send, nanoseconds; maxima in ms]");
        log.outputLogFormatVersion();
        log.outputStartTime(nowMs);
        log.setBaseTime(nowMs);
        log.outputLegend();
        return log;
    }

    @Override
    public void measuring(Counts now) throws RunFailure {
        cpu.begin();
    }

    @Override
    public void second(Counts before, Counts now, long expected, Times times) {
        double elapsedS = (now.atNs() - before.atNs()) / 1e9;
        err.printf(
                Locale.ROOT,
                "%4d s  sent %,12.0f/s  received %,12.0f/s  under way %,d%s%n",
                ++seconds,
                (now.sent() - before.sent()) / elapsedS,
                (now.received() - before.received()) / elapsedS,
                Math.max(0, expected - now.delivered()),
                troubles(now));
        if (log != null) {
            log.outputIntervalHistogram(times.latestEndToEnd());
        }
    }

    private static String troubles(Counts now) {
        long troubles = now.duplicated() + now.reordered() + now.corrupt() + now.refused();
        return (troubles == 0 ? "" : "  troubles " + troubles)
                + (now.closed() == 0 ? "" : "  closed " + now.closed());
    }

    @Override
    public void measured(Counts now) throws RunFailure {
        cpu.end();
    }

    @Override
    public void close() {
        if (log != null) {
            log.close();
        }
    }
}

package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.report.Machine;
import io.robustmq.loadgen.report.Metrics;
import io.robustmq.loadgen.report.Report;
import io.robustmq.loadgen.rig.Latencies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The floor of a durable acknowledgement: one block written and synced after the other, in a file
 * whose blocks were allocated and synced before, as a journal's are.
 */
@Command(
        name = "disk",
        description = "Writes a block and syncs it, again and again: the floor of durability.")
final class DiskCommand implements Callable<Integer> {
    /** Written again from the beginning when its end is reached. */
    private static final int FILE_BYTES = 256 << 20;

    private static final int ZEROS_BYTES = 1 << 20;

    @Mixin private HelpOption help = new HelpOption();
    @Mixin private ReportOptions output = new ReportOptions();

    @Option(
            names = "--directory",
            defaultValue = ".",
            description = "on the file system in question; the file is deleted at the end")
    private Path directory = Path.of("");

    @Option(
            names = "--block",
            defaultValue = "4096",
            description = "bytes, 1 to 256 MiB; default ${DEFAULT-VALUE}")
    private int blockBytes;

    @Option(names = "--warmup", defaultValue = "1s", description = "default ${DEFAULT-VALUE}")
    private Duration warmup = Duration.ZERO;

    @Option(names = "--duration", defaultValue = "5s", description = "default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    private final Histogram times = Latencies.emptyHistogram();

    @Override
    public Integer call() throws IOException {
        int block = Math.clamp(blockBytes, 1, FILE_BYTES);
        Path file = Files.createTempFile(directory, "robust-bench", ".tmp");
        long measuredNs;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            allocate(channel);
            ByteBuffer bytes = randomBlock(block);
            long startNs = System.nanoTime();
            long position = writeUntil(channel, bytes, startNs + warmup.toNanos(), 0);
            times.reset();
            long beginNs = System.nanoTime();
            writeUntil(channel, bytes, beginNs + duration.toNanos(), position);
            measuredNs = System.nanoTime() - beginNs;
        } finally {
            Files.delete(file);
        }
        return output.print(report(block, measuredNs));
    }

    private static void allocate(FileChannel channel) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
        for (long at = 0; at < FILE_BYTES; at += ZEROS_BYTES) {
            writeWhole(channel, zeros.rewind(), at);
        }
        channel.force(true);
    }

    private static ByteBuffer randomBlock(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return ByteBuffer.allocateDirect(length).put(bytes);
    }

    /**
     * @return where the next block goes
     */
    private long writeUntil(FileChannel channel, ByteBuffer block, long endNs, long from)
            throws IOException {
        long position = from;
        for (long beganNs = System.nanoTime(); beganNs < endNs; ) {
            position = position + block.capacity() > FILE_BYTES ? 0 : position;
            writeWhole(channel, block.rewind(), position);
            channel.force(false);
            long doneNs = System.nanoTime();
            times.recordValue(Math.min(doneNs - beganNs, times.getHighestTrackableValue()));
            position += block.capacity();
            beganNs = doneNs;
        }
        return position;
    }

    private static void writeWhole(FileChannel channel, ByteBuffer bytes, long at)
            throws IOException {
        for (long next = at; bytes.hasRemaining(); ) {
            next += channel.write(bytes, next);
        }
    }

    private Report report(int block, long measuredNs) throws IOException {
        Report report = new Report("disk");
        double perS = times.getTotalCount() * 1e9 / measuredNs;
        report.section("setup")
                .put("file_system", Files.getFileStore(directory).type())
                .put("block", block)
                .put("duration_s", duration.toMillis() / 1e3);
        Machine.describe(report.section("machine"));
        report.section("rates").put("syncs_per_s", perS).put("bytes_per_s", perS * block);
        report.section("sync_us").putMicros(times);
        report.require(output.requirements, new Metrics().put("rate", perS).put("", times));
        return report;
    }
}

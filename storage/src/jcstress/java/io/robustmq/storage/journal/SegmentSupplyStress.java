package io.robustmq.storage.journal;

import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Files are handed over once each, in the order of their numbers, however the two threads meet. */
@JCStressTest
@Outcome(
        id = {"-1, -1, 0", "0, -1, 1", "-1, 0, 1", "0, 1, 2"},
        expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "a file twice, out of order, or lost")
@State
public class SegmentSupplyStress {
    private final SegmentSupply supply = new SegmentSupply(new NumberedFiles(), 1, 0, 0);

    @Actor
    public void maker() {
        supply.doWork();
        supply.doWork();
    }

    @Actor
    public void writer(III_Result taken) {
        taken.r1 = numberOf(supply.take());
        taken.r2 = numberOf(supply.take());
    }

    /** What is ready in the end follows on what was taken. */
    @Arbiter
    public void end(III_Result taken) {
        supply.doWork();
        taken.r3 = numberOf(supply.take());
    }

    private static int numberOf(SegmentSupply.@Nullable Spare spare) {
        return spare == null ? -1 : ((NumberedFile) spare.file()).number();
    }

    private record NumberedFile(int number) implements DiskFile {
        @Override
        public void write(long at, ByteBuffer[] buffers, int count) {}

        @Override
        public int read(long at, ByteBuffer buffer) {
            return 0;
        }

        @Override
        public void sync() {}

        @Override
        public long sizeBytes() {
            return 0;
        }

        @Override
        public void close() {}
    }

    private static final class NumberedFiles implements Disk {
        @Override
        public List<String> list() {
            return List.of();
        }

        @Override
        public DiskFile create(String name, long bytes) throws IOException {
            return new NumberedFile((int) Segments.idOf(name));
        }

        @Override
        public DiskFile open(String name) throws IOException {
            throw new IOException(name);
        }

        @Override
        public DiskFile openToRead(String name) throws IOException {
            throw new IOException(name);
        }

        @Override
        public void delete(String name) {}

        @Override
        public void rename(String from, String to) {}

        @Override
        public void syncNames() {}

        @Override
        public long usableBytes() {
            return 0;
        }
    }
}

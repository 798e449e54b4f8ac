package io.robustmq.storage.disk.concurrent;

import static io.robustmq.storage.disk.concurrent.RecentBytes.BLOCK_BYTES;

import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The appender and one who follows it, at one {@link RecentBytes}. */
public class RecentBytesStress {
    private static final int CAPACITY = 2 * BLOCK_BYTES;
    private static final int OLD = 1;
    private static final int NEW = 2;

    private static ByteBuffer ints(int value, int bytes) {
        ByteBuffer filled = ByteBuffer.allocate(bytes);
        while (filled.hasRemaining()) {
            filled.putInt(value);
        }
        return filled.flip();
    }

    /** Result: bytes read or that they are not here, then both ends of what was read. */
    private static void read(RecentBytes recent, long position, II_Result seen) {
        ByteBuffer into = ByteBuffer.allocate(2 * Integer.BYTES);
        if (recent.read(position, into) == RecentBytes.NOT_HERE) {
            seen.r1 = RecentBytes.NOT_HERE;
            seen.r2 = RecentBytes.NOT_HERE;
        } else {
            seen.r1 = into.getInt(0);
            seen.r2 = into.getInt(Integer.BYTES);
        }
    }

    /** Who sees that bytes are there sees them. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "not there yet")
    @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "what was appended")
    @Outcome(expect = Expect.FORBIDDEN, desc = "there before they were written")
    @State
    public static class Append {
        private final RecentBytes recent = new RecentBytes(CAPACITY);

        @Actor
        public void appender() {
            recent.append(ints(NEW, 2 * Integer.BYTES), CAPACITY);
        }

        @Actor
        public void reader(II_Result seen) {
            read(recent, 0, seen);
        }
    }

    /** What is given is old or not given at all, never what takes its place. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "gone")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "still there")
    @Outcome(expect = Expect.FORBIDDEN, desc = "overwritten while it was read")
    @State
    public static class Overwrite {
        private final RecentBytes recent = new RecentBytes(CAPACITY);

        public Overwrite() {
            recent.append(ints(OLD, CAPACITY), CAPACITY);
        }

        @Actor
        public void appender() {
            recent.append(ints(NEW, 2 * Integer.BYTES), CAPACITY);
        }

        @Actor
        public void reader(II_Result seen) {
            read(recent, 0, seen);
        }
    }
}

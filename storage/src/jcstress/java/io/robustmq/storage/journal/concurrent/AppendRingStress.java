package io.robustmq.storage.journal.concurrent;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** A core and the writer at one {@link AppendRing}. */
public class AppendRingStress {
    private static final int FRAME_BYTES = 16;

    private static void put(AppendRing ring, int at, int content) {
        ring.buffer().putInt(at + 4, FRAME_BYTES, LITTLE_ENDIAN);
        ring.buffer().putInt(at + 8, content, LITTLE_ENDIAN);
    }

    private static int contentAt(AppendRing ring, long position) {
        return ring.buffer().getInt(ring.indexOf(position) + 8, LITTLE_ENDIAN);
    }

    /** Who sees a frame published sees its content, and what of it is to be synced. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not yet published")
    @Outcome(id = "7, 16", expect = Expect.ACCEPTABLE, desc = "published with its content")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a frame without its content")
    @State
    public static class Publish {
        private final AppendRing ring = new AppendRing(256);

        @Actor
        public void core() {
            put(ring, ring.claim(FRAME_BYTES), 7);
            ring.publish(ring.claimed(), FRAME_BYTES);
        }

        @Actor
        public void writer(II_Result seen) {
            if (ring.published() > 0) {
                seen.r1 = contentAt(ring, 0);
                seen.r2 = (int) ring.syncUpTo();
            }
        }
    }

    /** Memory is used again only when the writer is through with it. */
    @JCStressTest
    @Outcome(id = "1, -1", expect = Expect.ACCEPTABLE, desc = "no room yet")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "room, after the writer read")
    @Outcome(expect = Expect.FORBIDDEN, desc = "overwritten while it was read")
    @State
    public static class Reuse {
        private final AppendRing ring = new AppendRing(FRAME_BYTES);

        public Reuse() {
            put(ring, ring.claim(FRAME_BYTES), 1);
            ring.publish(ring.claimed(), 0);
        }

        @Actor
        public void writer(II_Result seen) {
            seen.r1 = contentAt(ring, 0);
            ring.written(FRAME_BYTES, FRAME_BYTES);
        }

        @Actor
        public void core(II_Result seen) {
            seen.r2 = ring.claim(FRAME_BYTES);
            if (seen.r2 >= 0) {
                put(ring, seen.r2, 2);
            }
        }
    }

    /** What is committed was written: whoever looks sees no more committed than written. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE)
    @Outcome(id = "0, 16", expect = Expect.ACCEPTABLE)
    @Outcome(id = "16, 16", expect = Expect.ACCEPTABLE)
    @Outcome(expect = Expect.FORBIDDEN, desc = "committed before it was written")
    @State
    public static class Progress {
        private final AppendRing ring = new AppendRing(256);

        @Actor
        public void writer() {
            ring.written(FRAME_BYTES, FRAME_BYTES);
            ring.committed(FRAME_BYTES);
        }

        @Actor
        public void core(JJ_Result seen) {
            seen.r1 = ring.committed();
            seen.r2 = ring.written();
        }
    }

    /** The canary, which must fail: the length is put before the content, with nothing between. */
    @JCStressTest
    @Outcome(
            id = {"0", "7"},
            expect = Expect.ACCEPTABLE)
    @Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "published without its content")
    @State
    public static class Canary {
        private final AppendRing ring = new AppendRing(256);

        @Actor
        public void core() {
            int at = ring.claim(FRAME_BYTES);
            ring.publish(ring.claimed(), 0);
            put(ring, at, 7);
        }

        @Actor
        public void writer(I_Result seen) {
            if (ring.published() > 0) {
                seen.r1 = contentAt(ring, 0) == 7 ? 7 : -1;
            }
        }
    }
}

package io.robustmq.transport.ring;

import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreErrors;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two cores at the ring from one to the other. */
public class CoreRingsStress {
    private static final CoreErrors ERRORS = new CoreErrors("stress", new CoreCells());

    /** Who sees a request sees all of it. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not yet committed")
    @Outcome(id = "3, 7", expect = Expect.ACCEPTABLE, desc = "whole")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a part of it")
    @State
    public static class Publish {
        private final CoreRings rings = new CoreRings(2, 256);
        private final CoreProxy proxy = rings.outbox(0).to(1);

        @Actor
        public void sender() {
            int at = proxy.claimRequest(3, Integer.BYTES);
            proxy.requests().putInt(at, 7);
            proxy.commitRequest(at);
        }

        @Actor
        public void receiver(II_Result seen) {
            rings.inbox(
                            1,
                            (from, type, buffer, offset, length) -> {
                                seen.r1 = type;
                                seen.r2 = buffer.getInt(offset);
                            },
                            ERRORS)
                    .drainRequests(1);
        }
    }

    /** A full ring refuses until there is room; nothing is lost or written over. */
    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "refused")
    @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "taken when there was room")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, twice, or written over")
    @State
    public static class Reuse {
        private final CoreRings rings = new CoreRings(2, 128);
        private final CoreProxy proxy = rings.outbox(0).to(1);
        private final CoreInbox inbox = rings.inbox(1, this::take, ERRORS);
        private int missing;
        private int late;

        public Reuse() {
            while (offer(1)) {
                missing++;
            }
        }

        private boolean offer(int content) {
            UnsafeBuffer message = new UnsafeBuffer(new byte[Integer.BYTES]);
            message.putInt(0, content);
            return proxy.offerRequest(1, message, 0, Integer.BYTES);
        }

        private void take(
                int from, int type, DirectBuffer buffer, int offset, int length) {
            if (buffer.getInt(offset) == 1) {
                missing--;
            } else {
                late += buffer.getInt(offset) == 2 ? 1 : 100;
            }
        }

        @Actor
        public void sender(III_Result result) {
            result.r1 = offer(2) ? 1 : 0;
        }

        @Actor
        public void receiver() {
            inbox.drainRequests(16);
        }

        @Arbiter
        public void end(III_Result result) {
            inbox.drainRequests(16);
            inbox.drainRequests(16);
            result.r2 = missing;
            result.r3 = late;
        }
    }
}

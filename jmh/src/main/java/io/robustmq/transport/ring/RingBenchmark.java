package io.robustmq.transport.ring;

import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreErrors;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/**
 * A request on its way from core 0 to core 1: a message of 32 bytes or 1 KiB, or what a relay
 * carries over in one piece, a read of 16 KiB. One operation is one request.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RingBenchmark {
    private static final int RING_BYTES = 2 << 20;
    private static final int REQUEST = 1;

    /** Requests of one cycle. */
    private static final int BATCH = 64;

    private static final int DRAIN_MAX = 256;

    /** Both sides of a pair of cores. */
    @State(Scope.Group)
    public static class Pair {
        @Param({"32", "1024", "16384"})
        public int bytes;

        final UnsafeBuffer message = new UnsafeBuffer(new byte[16 << 10]);
        final CoreProxy toOne;
        final CoreInbox ofOne;
        long seen;

        public Pair() {
            CoreRings rings = new CoreRings(2, RING_BYTES);
            CoreErrors errors = new CoreErrors("benchmark", new CoreCells());
            toOne = rings.outbox(0).to(1);
            ofOne = rings.inbox(1, this::see, errors);
        }

        /** As a decoder does, looks at the first bytes only. */
        private void see(int from, int type, DirectBuffer buffer, int offset, int length) {
            seen += buffer.getInt(offset) + length;
        }
    }

    /** One thread is both cores: what writing and reading cost without waiting for each other. */
    @Benchmark
    @Group("alone")
    @OperationsPerInvocation(BATCH)
    public long writeAndDrain(Pair pair) {
        for (int i = 0; i < BATCH; i++) {
            pair.toOne.offerRequest(REQUEST, pair.message, 0, pair.bytes);
        }
        pair.ofOne.drainRequests(BATCH);
        return pair.seen;
    }

    /** What another thread drains; refusals are not counted as operations. */
    @Benchmark
    @Group("between")
    @GroupThreads(1)
    public void write(Pair pair, Control control) {
        while (!pair.toOne.offerRequest(REQUEST, pair.message, 0, pair.bytes)) {
            if (control.stopMeasurement) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    /** One operation is one drain; the group's throughput is that of {@link #write}. */
    @Benchmark
    @Group("between")
    @GroupThreads(1)
    public int drain(Pair pair) {
        return pair.ofOne.drainRequests(DRAIN_MAX);
    }
}

package io.robustmq.kafka.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.robustmq.security.OpenAuthenticator;
import io.robustmq.storage.log.LogConfig;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.memory.OutputChunk;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import io.robustmq.transport.net.DirtyConnections;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Counts this thread's bytes: producing and fetching allocate nothing once they are warm, also
 * where a request or an answer is longer than any block of output.
 */
class DataPathAllocationTest {
    private static final LogConfig LARGE = new LogConfig(1 << 20, 4 << 20, 64 << 10, 1 << 20, 3);
    private static final int WARM_ROUNDS = 50;
    private static final int ROUNDS = 200;

    private final KafkaRig rig = new KafkaRig(new OpenAuthenticator(), LARGE);

    /** Whose peer reads at once and keeps nothing. */
    private static final class SinkConnection extends Connection {
        private long sentBytes;

        SinkConnection(FakeCore core, DirtyConnections dirty) {
            super(core, dirty, 1 << 20, 1 << 20);
        }

        @Override
        protected void flush() {
            for (OutputChunk chunk = firstOutput(); chunk != null; chunk = firstOutput()) {
                int bytes = chunk.used() - chunk.sent();
                sentBytes += bytes;
                outputSent(bytes);
            }
        }

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}

        @Override
        public void close() {}

        @Override
        public void abort() {
            throw new AssertionError("aborted");
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return InetSocketAddress.createUnresolved("test", 1);
        }

        @Override
        public String peerSubject() {
            return "";
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 400_000})
    void shouldAllocateNothingForProduceAndFetch(int valueBytes) {
        rig.topic("t", 1);
        SinkConnection[] sink = new SinkConnection[1];
        ConnectionHandler handler =
                rig.accept(dirty -> sink[0] = new SinkConnection(rig.core, dirty));
        UnsafeBuffer produce = new UnsafeBuffer(rig.produce(-1, "t", "v".repeat(valueBytes), 0));
        UnsafeBuffer[] fetches = new UnsafeBuffer[WARM_ROUNDS + ROUNDS];
        for (int offset = 0; offset < fetches.length; offset++) {
            fetches[offset] = new UnsafeBuffer(rig.fetch("t", 0, offset, 1, 1_000));
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        rounds(handler, produce, fetches, 0, WARM_ROUNDS);

        long before = threads.getCurrentThreadAllocatedBytes();
        long sentBefore = sink[0].sentBytes;
        rounds(handler, produce, fetches, WARM_ROUNDS, WARM_ROUNDS + ROUNDS);
        long after = threads.getCurrentThreadAllocatedBytes();

        assertThat(sink[0].sentBytes - sentBefore).isGreaterThan((long) ROUNDS * valueBytes);
        assertThat((after - before) / ROUNDS).as("bytes a round").isLessThan(64);
    }

    private void rounds(
            ConnectionHandler handler,
            UnsafeBuffer produce,
            UnsafeBuffer[] fetches,
            int from,
            int to) {
        for (int i = from; i < to; i++) {
            handler.onBytes(produce, 0, produce.capacity());
            rig.syncAndCycle();
            handler.onBytes(fetches[i], 0, fetches[i].capacity());
            rig.cycle();
        }
    }
}

package io.robustmq.kafka.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.driver.Batches;
import io.robustmq.storage.driver.LogNode;
import io.robustmq.storage.driver.LogNode.Settings;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.ColdBatches;
import io.robustmq.storage.log.ColdListener;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.log.LogCursor;
import io.robustmq.storage.log.LogPolicy;
import io.robustmq.storage.simulation.SimulatedDisk;
import io.robustmq.storage.state.SimulatedState;
import io.robustmq.storage.tier.MemoryTier;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.net.ConnectionHandler;
import io.robustmq.transport.net.DirtyConnections;
import io.robustmq.transport.net.FakeConnection;
import java.io.IOException;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Who does not take his bytes holds one read's memory, and all together no more than half of it.
 */
class LoanTest {
    private static final int BATCHES = 30;

    private final FakeCore core = new FakeCore();
    private final LogNode node;
    private final Log log;
    private final LogCursor cursor = new LogCursor(0);

    LoanTest() throws IOException {
        node =
                new LogNode(
                        Settings.large(),
                        new SimulatedDisk(new Random(1)),
                        new SimulatedDisk(new Random(2)),
                        new SimulatedState(new Random(3), 2),
                        new MemoryTier(1 << 20));
        log = node.shards.get(0).open(5, LogPolicy.keepingAll(Durability.SYNC));
        Batches batch = new Batches();
        long nowNs = 0;
        for (int i = 0; i < BATCHES; i++) {
            batch.of(i, "v".repeat(40_000));
            log.append(batch.buffer(), 0, batch.length(), Durability.SYNC);
            nowNs = node.settle(nowNs);
        }
    }

    /** A fetch of a client, as far as the loan is concerned. */
    private final class Reader implements ColdListener {
        final FakeConnection connection =
                new FakeConnection(core, new DirtyConnections(), 4 << 20, 1 << 10);
        final Loan loan = new Loan();
        int bytes;
        int lentPieces;
        int goesOn = Integer.MAX_VALUE;

        Reader() {
            connection.handler(new Silence());
        }

        Reader read(int most) {
            bytes = 0;
            lentPieces = 0;
            assertThat(node.reads.tryRead(log, cursor, most, this)).isNotNull();
            while (node.queue.runOne()) {
                // Every task that waits.
            }
            node.queue.drain(0);
            return this;
        }

        @Override
        public void onRead(ColdBatches batches) {
            loan.offered(batches);
            loan.take();
            for (int i = 0; i < batches.pieceCount() && i < goesOn; i++) {
                UnsafeBuffer piece = batches.piece(i);
                bytes += piece.capacity();
                if (loan.has(piece)) {
                    lentPieces += loan.send(connection, piece) ? 1 : 0;
                }
            }
            loan.taken();
            loan.offered(null);
        }

        @Override
        public void onFailed(Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private static final class Silence implements ConnectionHandler {
        @Override
        public int onBytes(DirectBuffer buffer, int offset, int length) {
            return length;
        }

        @Override
        public void onWritable() {}

        @Override
        public void onClosed() {}
    }

    private Reader slow() {
        Reader reader = new Reader();
        reader.connection.stuck(true);
        return reader;
    }

    @Test
    void shouldSendFromWhereItWasReadAndGiveItBackThen() {
        Reader reader = slow();
        reader.read(130_000);
        reader.read(130_000);
        assertThat(node.reads.lent()).isEqualTo(1);

        reader.connection.stuck(false);

        assertThat(reader.connection.sent()).isNotEmpty();
        assertThat(node.reads.lent()).isZero();
    }

    @Test
    void shouldHoldOneReadOfAConnectionThatDoesNotTakeItsBytes() {
        Reader reader = slow();
        reader.read(130_000);

        reader.read(130_000);

        assertThat(reader.bytes).as("of the second answer").isPositive();
        assertThat(reader.lentPieces).isZero();
        assertThat(node.reads.lent()).isEqualTo(1);
    }

    @Test
    void shouldServeOthersWhileSlowOnesHoldAllThatMayBeLent() {
        for (int i = 0; i < 4; i++) {
            slow().read(130_000);
        }
        assertThat(node.reads.lent()).as("of four").isEqualTo(2);

        Reader other = new Reader().read(130_000);

        assertThat(other.bytes).isPositive();
        assertThat(other.lentPieces).isZero();
        assertThat(node.reads.underWay()).isZero();
    }

    @Test
    void shouldGiveBackWhatAConnectionHeldThatEnds() {
        Reader reader = slow().read(130_000);
        assertThat(node.reads.lent()).isEqualTo(1);

        reader.connection.cut();

        assertThat(node.reads.lent()).isZero();
    }

    @Test
    void shouldGiveBackWhatTheOutputDidNotTake() {
        new Reader().read(130_000).connection.stuck(false); // then batches stay where they are read
        Reader reader = slow();
        reader.goesOn = 1;

        reader.read(130_000);

        assertThat(reader.lentPieces).isEqualTo(1);
        reader.connection.stuck(false);
        assertThat(node.reads.lent()).isZero();
    }
}

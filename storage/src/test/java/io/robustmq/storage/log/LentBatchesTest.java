package io.robustmq.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.driver.Batches;
import io.robustmq.storage.driver.LogNode;
import io.robustmq.storage.driver.LogNode.Settings;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.simulation.SimulatedDisk;
import io.robustmq.storage.state.SimulatedState;
import io.robustmq.storage.tier.MemoryTier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read at once, stays where it was read, and is lent. */
class LentBatchesTest {
    private static final int BATCHES = 30;
    private static final int LARGE = 40_000;
    private static final int WANTED = 130_000;

    private final Batches batch = new Batches();
    private final LogNode node;
    private final Log log;
    private long nowNs;

    LentBatchesTest() throws IOException {
        node =
                new LogNode(
                        Settings.large(),
                        new SimulatedDisk(new Random(1)),
                        new SimulatedDisk(new Random(2)),
                        new SimulatedState(new Random(3), 2),
                        new MemoryTier(1 << 20));
        log = node.shards.get(0).open(5, LogPolicy.keepingAll(Durability.SYNC));
    }

    @BeforeEach
    void fill() {
        for (int i = 0; i < BATCHES; i++) {
            append(log, i, LARGE);
        }
    }

    private void append(Log to, int number, int bytes) {
        batch.of(number, valueOf(number, bytes));
        to.append(batch.buffer(), 0, batch.length(), Durability.SYNC);
        nowNs = node.settle(nowNs);
    }

    private static String valueOf(int number, int bytes) {
        return Character.toString('a' + number % 26).repeat(bytes);
    }

    /** Takes the batches as they are, and borrows them when it is told to. */
    private class Reader implements ColdListener {
        private final boolean borrows;
        private final List<String> records = new ArrayList<>();
        private int pieces;
        private @Nullable ColdBatches lent;

        Reader(boolean borrows) {
            this.borrows = borrows;
        }

        @Override
        public void onRead(ColdBatches batches) {
            pieces = batches.pieceCount();
            if (borrows && batches.tryLend()) {
                lent = batches;
            }
            records.addAll(read(batches));
        }

        @Override
        public void onFailed(Exception failure) {
            throw new AssertionError(failure);
        }

        void giveBack() {
            Objects.requireNonNull(lent).giveBack();
            lent = null;
        }
    }

    private List<String> read(ColdBatches batches) {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < batches.pieceCount(); i++) {
            records.addAll(batch.read(batches.piece(i), 0, batches.piece(i).capacity()));
        }
        return records;
    }

    private Reader reads(LogCursor cursor, Log from, int bytes, Reader reader) {
        assertThat(node.reads.tryRead(from, cursor, bytes, reader)).isNotNull();
        while (node.queue.runOne()) {
            // Every task that waits.
        }
        node.queue.drain(0);
        return reader;
    }

    private LogCursor behindTheFirstRead() {
        LogCursor cursor = new LogCursor(0);
        reads(cursor, log, WANTED, new Reader(false));
        assertThat(cursor.isAlone()).isTrue();
        return cursor;
    }

    private static List<String> expected(int from, int to) {
        List<String> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            records.add(i + "=" + valueOf(i, LARGE));
        }
        return records;
    }

    @Test
    void shouldLeaveLargeBatchesWhereTheyWereRead() {
        LogCursor cursor = behindTheFirstRead();

        Reader next = reads(cursor, log, WANTED, new Reader(false));

        assertThat(next.pieces).isEqualTo(3);
        assertThat(next.records).isEqualTo(expected(3, 6));
        assertThat(cursor.recordOffset()).isEqualTo(6);
    }

    @Test
    void shouldReadOnOverSegmentsToTheEnd() {
        LogCursor cursor = new LogCursor(0);
        List<String> records = new ArrayList<>();

        while (cursor.recordOffset() < BATCHES) {
            records.addAll(reads(cursor, log, WANTED, new Reader(false)).records);
        }

        assertThat(records).isEqualTo(expected(0, BATCHES));
    }

    @Test
    void shouldMoveSmallBatchesTogether() {
        Log small = node.shards.get(0).open(6, LogPolicy.keepingAll(Durability.SYNC));
        for (int i = 0; i < 400; i++) {
            append(small, i, 1_000);
        }
        LogCursor cursor = new LogCursor(0);
        reads(cursor, small, 20_000, new Reader(false));
        assertThat(cursor.isAlone()).isTrue();
        long from = cursor.recordOffset();

        Reader next = reads(cursor, small, WANTED, new Reader(false));

        assertThat(next.pieces).isEqualTo(1);
        assertThat(next.records).hasSizeGreaterThan(100);
        assertThat(next.records.getFirst()).startsWith(from + "=");
        assertThat(cursor.recordOffset()).isEqualTo(from + next.records.size());
    }

    @Test
    void shouldReadFrameByFrameWhatLiesAmongOthers() {
        Log sparse = node.shards.get(0).open(6, LogPolicy.keepingAll(Durability.SYNC));
        for (int i = 0; i < 20; i++) {
            append(sparse, i, 1_000);
            append(log, BATCHES + i, LARGE);
        }
        LogCursor cursor = new LogCursor(0);

        Reader reader = reads(cursor, sparse, 2_500, new Reader(false));

        assertThat(reader.records).hasSize(2);
        assertThat(cursor.isAlone()).isFalse();
    }

    @Test
    void shouldLendNoMoreThanHalfOfItsMemoryAndReadOnWithTheRest() {
        LogCursor cursor = behindTheFirstRead();
        Reader one = reads(cursor, log, WANTED, new Reader(true));
        Reader two = reads(cursor, log, WANTED, new Reader(true));

        Reader three = reads(cursor, log, WANTED, new Reader(true));
        Reader four = reads(cursor, log, WANTED, new Reader(true));

        assertThat(node.reads.lent()).as("of four").isEqualTo(2);
        assertThat(three.lent).isNull();
        assertThat(four.lent).isNull();
        assertThat(four.records).isEqualTo(expected(12, 15));
        assertThat(read(Objects.requireNonNull(one.lent))).isEqualTo(expected(3, 6));
        assertThat(read(Objects.requireNonNull(two.lent))).isEqualTo(expected(6, 9));
    }

    @Test
    void shouldLendAgainWhatWasGivenBack() {
        LogCursor cursor = behindTheFirstRead();
        Reader one = reads(cursor, log, WANTED, new Reader(true));
        reads(cursor, log, WANTED, new Reader(true));

        one.giveBack();
        Reader three = reads(cursor, log, WANTED, new Reader(true));

        assertThat(three.lent).isNotNull();
        assertThat(node.reads.lent()).isEqualTo(2);
    }

    @Test
    void shouldHaveItsMemoryBackOnceWhenItIsGivenBackAtOnce() {
        LogCursor cursor = behindTheFirstRead();

        for (int i = 0; i < 8; i++) {
            LogCursor from = new LogCursor(i);
            Reader reader =
                    new Reader(true) {
                        @Override
                        public void onRead(ColdBatches batches) {
                            super.onRead(batches);
                            giveBack();
                        }
                    };
            reads(from, log, WANTED, reader);
        }

        assertThat(node.reads.lent()).isZero();
        List<Reader> all =
                List.of(new Reader(false), new Reader(false), new Reader(false), new Reader(false));
        all.forEach(
                each -> assertThat(node.reads.tryRead(log, new LogCursor(0), 1, each)).isNotNull());
        assertThat(node.reads.tryRead(log, cursor, 1, new Reader(false))).as("of four").isNull();
    }
}

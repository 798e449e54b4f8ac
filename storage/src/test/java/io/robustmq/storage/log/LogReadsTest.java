package io.robustmq.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.driver.Batches;
import io.robustmq.storage.driver.LogNode;
import io.robustmq.storage.driver.LogNode.Settings;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.read.concurrent.ReadTask;
import io.robustmq.storage.simulation.SimulatedDisk;
import io.robustmq.storage.state.SimulatedState;
import io.robustmq.storage.tier.MemoryTier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogReadsTest {
    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
    private LogNode node;
    private Log log;

    @BeforeEach
    void start() throws IOException {
        node =
                new LogNode(
                        Settings.small(),
                        disk,
                        new SimulatedDisk(new Random(2)),
                        new SimulatedState(new Random(3), 2),
                        new MemoryTier(1 << 20));
        log = node.shards.get(0).open(5, LogPolicy.keepingAll(Durability.SYNC));
        Batches batch = new Batches();
        long nowNs = 0;
        for (int i = 0; i < 30; i++) {
            batch.of(i, "x".repeat(700));
            log.append(batch.buffer(), 0, batch.length(), Durability.SYNC);
            nowNs = node.settle(nowNs);
        }
    }

    /** Keeps what it gets. */
    private static final class Answers implements JoinedListener {
        final List<Integer> lengths = new ArrayList<>();
        @Nullable Exception failure;

        @Override
        public void onBatches(DirectBuffer buffer, int offset, int length) {
            lengths.add(length);
        }

        @Override
        public void onFailed(Exception why) {
            failure = why;
        }
    }

    private @Nullable ReadTask ask(Answers answers) {
        return node.reads.tryRead(log, new LogCursor(0), 1_000, answers);
    }

    private void answer() {
        while (node.queue.runOne()) {
            // Every task that waits.
        }
        node.queue.drain(0);
    }

    @Test
    void shouldRefuseMoreReadsThanItHasMemoryForAndTakeThemLater() {
        Answers answers = new Answers();
        assertThat(ask(answers)).isNotNull();
        assertThat(ask(answers)).isNotNull();

        assertThat(ask(answers)).as("of two").isNull();
        assertThat(node.reads.underWay()).isEqualTo(2);

        answer();
        assertThat(answers.lengths).hasSize(2);
        assertThat(ask(answers)).isNotNull();
    }

    @Test
    void shouldTellNothingToWhoWentAwayAndHaveItsMemoryBack() {
        Answers gone = new Answers();
        Objects.requireNonNull(ask(gone)).cancel();
        ask(new Answers());

        answer();

        assertThat(gone.lengths).isEmpty();
        assertThat(gone.failure).isNull();
        assertThat(node.reads.underWay()).isZero();
        assertThat(ask(new Answers())).isNotNull();
        assertThat(ask(new Answers())).isNotNull();
    }

    @Test
    void shouldGoOnFromTheCursorWithoutLookingAgain() {
        Answers answers = new Answers();
        LogCursor cursor = new LogCursor(0);
        List<Long> offsets = new ArrayList<>();

        for (int i = 0; i < 5; i++) {
            node.reads.tryRead(log, cursor, 1_600, answers);
            answer();
            offsets.add(cursor.recordOffset());
        }

        assertThat(offsets).containsExactly(2L, 4L, 6L, 8L, 10L);
        assertThat(cursor.journalPosition()).isPositive();
    }

    @Test
    void shouldAnswerWithNothingWhatTheIndexDoesNotKnowYet() {
        Log young = node.shards.get(0).open(6, LogPolicy.keepingAll(Durability.MEMORY));
        Batches batch = new Batches().of(1, "a");
        young.append(batch.buffer(), 0, batch.length(), Durability.MEMORY);
        Answers answers = new Answers();

        node.reads.tryRead(young, new LogCursor(0), 1_000, answers);
        answer();

        assertThat(answers.lengths).containsExactly(0);
        assertThat(answers.failure).isNull();
    }

    @Test
    void shouldHaveNothingOfALogThatIsDeleted() {
        node.shards.get(0).delete(5);
        assertThat(node.shards.get(0).get(5)).isNull();
        Log again = node.shards.get(0).open(7, LogPolicy.keepingAll(Durability.SYNC));
        Batches batch = new Batches();
        long nowNs = 1L << 40;
        for (int i = 0; i < 60; i++) {
            batch.of(i, "y".repeat(700));
            again.append(batch.buffer(), 0, batch.length(), Durability.SYNC);
            again.deleteBefore(i - 3);
            nowNs = node.settle(nowNs);
        }

        assertThat(node.indexes.get(5)).isNull();
        assertThat(disk.names()).doesNotContain("segment-0000000000000000");
        Answers answers = new Answers();
        node.reads.tryRead(log, new LogCursor(0), 1_000, answers);
        answer();
        assertThat(answers.lengths).containsExactly(0);
    }
}

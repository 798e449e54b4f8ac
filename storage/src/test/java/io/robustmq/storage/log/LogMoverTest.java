package io.robustmq.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.driver.Batches;
import io.robustmq.storage.driver.LogNode;
import io.robustmq.storage.driver.LogNode.Settings;
import io.robustmq.storage.driver.PartitionDriver;
import io.robustmq.storage.driver.PartitionDriver.Acks;
import io.robustmq.storage.driver.PartitionDriver.Fetch;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.concurrent.LogIndexes;
import io.robustmq.storage.simulation.SimulatedDisk;
import io.robustmq.storage.state.SimulatedState;
import io.robustmq.storage.tier.LogObject;
import io.robustmq.storage.tier.SsdTier;
import io.robustmq.storage.tier.Tier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogMoverTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final String LONG = "x".repeat(700);

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
    private final SimulatedDisk quarantine = new SimulatedDisk(new Random(2));
    private final SimulatedDisk tierDisk = new SimulatedDisk(new Random(3));
    private final SimulatedState store = new SimulatedState(new Random(4), 2);
    private final Batches batch = new Batches();
    private long nowNs;

    private LogNode open(MoverConfig mover) throws IOException {
        return new LogNode(
                Settings.small().with(mover), disk, quarantine, store, new SsdTier(tierDisk));
    }

    private static MoverConfig budget(long journalBytesMax, int percent, long bytesPerSecond) {
        return new MoverConfig(journalBytesMax, percent, 1, bytesPerSecond, 1 << 10, SECOND_NS);
    }

    private PartitionDriver partition(LogNode node, int logId) {
        return new PartitionDriver(
                node.shards.get(1).open(logId, LogPolicy.keepingAll(Durability.SYNC)), node.reads);
    }

    /** Without the mover. */
    private void fill(LogNode node, PartitionDriver partition, int batches) {
        for (int i = 0; i < batches; i++) {
            assertThat(partition.produce(Acks.ALL, batch.of(i, LONG))).isNotNull();
            turnWithoutMover(node);
        }
        node.applier.drain(nowNs);
        turnWithoutMover(node);
    }

    private void turnWithoutMover(LogNode node) {
        for (int i = 0; i < 4; i++) {
            nowNs += 50_000_000;
            node.cycle();
            node.journal.supplyTurn();
            node.journal.writerTurn(nowNs);
            node.applier.turn(nowNs);
        }
        node.cycle();
    }

    @Test
    void shouldMoveNothingWhileTheJournalIsWithinItsBoundAndNeeded() throws IOException {
        LogNode node = open(budget(1 << 20, 25, 1 << 30));
        fill(node, partition(node, 1), 100);

        nowNs = node.settle(nowNs);

        assertThat(tierDisk.list()).isEmpty();
    }

    @Test
    void shouldMoveNoFasterThanItsBudget() throws IOException {
        LogNode node = open(budget(0, 0, 10_000));
        fill(node, partition(node, 1), 100);

        long moved = 0;
        for (int second = 1; second <= 5; second++) {
            for (int turn = 0; turn < 100; turn++) {
                node.mover.turn(nowNs + turn * (SECOND_NS / 100));
                turnOnlyCore(node);
            }
            nowNs += SECOND_NS;
            moved = node.mover.movedBytes();
        }

        // What is read and what is written counts; a segment at a time may be overdrawn.
        assertThat(moved).isPositive().isLessThan(5 * 10_000 / 2 + (16 << 10));
    }

    private static void turnOnlyCore(LogNode node) {
        node.cycle();
    }

    @Test
    void shouldMoveWhatLittleIsNeededOfTheOldestSegment() throws IOException {
        LogNode node = open(budget(1L << 40, 50, 1 << 30));
        PartitionDriver kept = partition(node, 1);
        PartitionDriver dropped = partition(node, 2);
        fill(node, kept, 4);
        fill(node, dropped, 100);
        dropped.log().deleteBefore(99);

        fill(node, dropped, 5);
        nowNs = node.settle(nowNs);
        fill(node, dropped, 5);
        nowNs = node.settle(nowNs);

        assertThat(tierDisk.list()).contains(LogObject.nameOf(1, 0, 4));
        assertThat(disk.list()).doesNotContain("segment-0000000000000000");
        Fetch fetch = kept.fetch(0, 1, 4_000);
        fetch.poll();
        node.settle(nowNs);
        assertThat(fetch.records).hasSize(4);
    }

    @Test
    void shouldFreeNothingThatIsOnlyInTheTierAndNotInTheLog() throws IOException {
        LogNode node = open(budget(0, 0, 1L << 40));
        fill(node, partition(node, 1), 100);

        for (int turn = 0; turn < 1_000; turn++) { // the core does not turn: nothing is appended
            nowNs += 1_000_000;
            node.mover.turn(nowNs);
        }

        assertThat(tierDisk.list()).as("one object of the first segment").hasSize(1);
        assertThat(node.mover.heldFrom()).isLessThan(16 << 10);
    }

    @Test
    void shouldDeleteWhatALifeLeftInTheTierThatEndedBeforeItsLogHadIt() throws IOException {
        LogNode node = open(budget(0, 0, 1L << 40));
        fill(node, partition(node, 1), 100);
        for (int turn = 0; turn < 1_000; turn++) {
            nowNs += 1_000_000;
            node.mover.turn(nowNs);
        }
        String orphan = tierDisk.list().getFirst();
        disk.killProcess();

        LogNode after = open(budget(1L << 40, 0, 1L << 40));
        for (int i = 0; i < 20; i++) {
            fill(after, partition(after, 1), 10);
            nowNs = after.settle(nowNs + SECOND_NS);
        }

        assertThat(tierDisk.list()).doesNotContain(orphan);
        Fetch fetch = partition(after, 1).fetch(0, 1, 4_000);
        fetch.poll();
        after.settle(nowNs);
        assertThat(fetch.records).isNotEmpty();
    }

    @Test
    void shouldTakeNoIndexForCompleteWhileACoreReplays() {
        LogIndexes indexes = new LogIndexes(2);
        indexes.expectReplay(1);

        assertThat(indexes.isComplete()).isFalse();
        indexes.onReplayed(1);
        indexes.onReplayOver(1);
        assertThat(indexes.isComplete()).as("a frame is not applied").isFalse();
        indexes.onApplied(1);

        assertThat(indexes.isComplete()).isTrue();
    }

    @Test
    void shouldGoOnWhenATierFailsForAWhile() throws IOException {
        LogNode node = open(budget(0, 0, 1L << 40));
        fill(node, partition(node, 1), 100);
        tierDisk.full(true);
        nowNs = node.settle(nowNs);
        assertThat(node.mover.lastFailure()).contains("No space left");
        assertThat(node.mover.mustSlowDown()).isTrue();
        assertThat(disk.list()).contains("segment-0000000000000000");

        tierDisk.full(false);
        for (int i = 0; i < 3; i++) {
            nowNs = node.settle(nowNs + 2 * SECOND_NS);
            fill(node, partition(node, 1), 5);
        }

        assertThat(node.mover.lastFailure()).isNull();
        assertThat(node.mover.keptBytes()).isLessThan(64 << 10);
        assertThat(disk.list()).doesNotContain("segment-0000000000000000");
    }

    @Test
    void shouldPutObjectsThatAreWhole() throws IOException {
        LogNode node = open(budget(0, 0, 1L << 40));
        fill(node, partition(node, 1), 100);
        nowNs = node.settle(nowNs);

        Tier tier = new SsdTier(tierDisk);
        List<String> names = tier.list();
        assertThat(names).isNotEmpty();
        for (String name : names) {
            ByteBuffer object = ByteBuffer.allocate((int) tier.sizeBytes(name));
            tier.get(name, 0, object);
            assertThat(LogObject.verify(name, object.flip()).logId()).isEqualTo(1);
        }
    }

    @Test
    void shouldMoveAndFreeNothingOfARangeInWhichABatchIsDamaged() throws IOException {
        LogNode node = open(budget(0, 0, 1L << 40));
        PartitionDriver partition = partition(node, 1);
        fill(node, partition, 100);
        disk.flip("segment-0000000000000000", 8 * 5_000);

        nowNs = node.settle(nowNs + 2 * SECOND_NS);
        nowNs = node.settle(nowNs + 2 * SECOND_NS);

        assertThat(node.mover.lastFailure()).contains("no frame at journal position");
        assertThat(tierDisk.list()).isEmpty();
        assertThat(disk.list()).contains("segment-0000000000000000");
        Fetch damaged = partition.fetch(0, 1 << 20, 1 << 20);
        Fetch whole = partition.fetch(40, 1, 1_000);
        for (int i = 0; i < 10; i++) {
            damaged.poll();
            whole.poll();
            nowNs = node.settle(nowNs);
        }
        assertThat(damaged.failure()).hasMessageContaining("no frame at journal position");
        assertThat(damaged.records).as("those before it").hasSizeBetween(1, 20);
        assertThat(whole.records).isNotEmpty();
    }
}

package io.robustmq.storage.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.driver.LogNode.Settings;
import io.robustmq.storage.driver.PartitionDriver.Acks;
import io.robustmq.storage.driver.PartitionDriver.Fetch;
import io.robustmq.storage.driver.PartitionDriver.Lookup;
import io.robustmq.storage.driver.PartitionDriver.Produce;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.log.LogPolicy;
import io.robustmq.storage.log.MoverConfig;
import io.robustmq.storage.simulation.SimulatedDisk;
import io.robustmq.storage.state.SimulatedState;
import io.robustmq.storage.tier.MemoryTier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A log used as a Kafka partition would use it. */
class PartitionDriverTest {
    private static final long LOG = 7;
    private static final String LONG = "x".repeat(700);

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
    private final SimulatedDisk quarantine = new SimulatedDisk(new Random(2));
    private final SimulatedState store = new SimulatedState(new Random(3), 2);
    private final MemoryTier tier = new MemoryTier(1 << 20);
    private final Batches batch = new Batches();
    private final List<String> produced = new ArrayList<>();
    private Settings settings = Settings.small();
    private LogNode node;
    private PartitionDriver partition;
    private long nowNs;

    @BeforeEach
    void start() throws IOException {
        node = new LogNode(settings, disk, quarantine, store, tier);
        open(LogPolicy.keepingAll(Durability.SYNC));
    }

    private void open(LogPolicy policy) {
        partition = new PartitionDriver(node.shards.get(1).open(LOG, policy), node.reads);
    }

    private void restart() throws IOException {
        node.close(nowNs);
        start();
    }

    private Produce produce(Acks acks, long timestampMs, String... values) {
        Produce produce =
                Objects.requireNonNull(partition.produce(acks, batch.of(timestampMs, values)));
        for (String value : values) {
            produced.add(produced.size() + "=" + value);
        }
        return produce;
    }

    private void settle() {
        nowNs = node.settle(nowNs);
        partition.answer();
    }

    /** So much that nothing of before is in memory. */
    private void produceMuch(int batches) {
        for (int i = 0; i < batches; i++) {
            produce(Acks.ALL, 1_000 + i, LONG + i);
            settle();
        }
    }

    private List<String> fetchAll(long from) {
        List<String> records = new ArrayList<>();
        long offset = from;
        while (offset < partition.log().highWatermark()) {
            Fetch fetch = partition.fetch(offset, 1, 2 << 10);
            while (!fetch.poll()) {
                nowNs += 1_000;
                node.turn(nowNs);
            }
            assertThat(fetch.failure()).isNull();
            assertThat(fetch.isOutOfRange()).isFalse();
            records.addAll(fetch.records);
            offset = fetch.nextOffset();
        }
        return records;
    }

    @Test
    void shouldAnswerEachProducerWhenWhatHeAskedForIsReached() {
        Produce none = produce(Acks.NONE, 1, "a");
        Produce leader = produce(Acks.LEADER, 1, "b", "c");
        Produce all = produce(Acks.ALL, 1, "d");
        assertThat(none.isAnswered()).isTrue();
        assertThat(leader.isAnswered()).isFalse();

        settle();

        assertThat(leader.isAnswered()).isTrue();
        assertThat(all.isAnswered()).isTrue();
        assertThat(List.of(none.baseOffset, leader.baseOffset, all.baseOffset))
                .containsExactly(0L, 1L, 3L);
    }

    @Test
    void shouldAnswerALeadersAckBeforeTheSync() {
        Produce leader = produce(Acks.LEADER, 1, "a");
        node.journal.supplyTurn();
        node.cycle();
        node.journal.writerTurn(1);
        node.cycle();
        partition.answer();

        assertThat(leader.isAnswered()).isTrue();
        assertThat(partition.log().committed()).isZero();
        Fetch fetch = partition.fetch(0, 1, 100);
        assertThat(fetch.poll()).as("beyond what the log's policy acknowledges").isFalse();

        settle();
        assertThat(fetch.poll()).isTrue();
        assertThat(fetch.records).containsExactly("0=a");
    }

    @Test
    void shouldFetchFromAnyOffsetWhetherInMemoryOrNot() {
        produceMuch(60);

        for (long offset = 0; offset < produced.size(); offset += 7) {
            assertThat(fetchAll(offset)).isEqualTo(produced.subList((int) offset, produced.size()));
        }
    }

    @Test
    void shouldReadFromMemoryWhatIsThereAndOnlyThat() {
        produceMuch(60);
        Fetch old = partition.fetch(0, 1, 10_000);
        Fetch recent = partition.fetch(58, 1, 10_000);

        assertThat(old.poll()).isFalse();
        assertThat(recent.poll()).isTrue();

        assertThat(recent.records).isEqualTo(produced.subList(58, 60));
        assertThat(recent.coldReads()).isZero();
        settle();
        assertThat(old.coldReads()).isEqualTo(1);
    }

    @Test
    void shouldGiveTheFirstBatchWhateverItsSizeAndNoMoreThanFits() {
        produceMuch(4);

        Fetch small = partition.fetch(0, 1, 1);
        Fetch two = partition.fetch(0, 1, 1_700);
        small.poll();
        two.poll();

        assertThat(small.records).hasSize(1);
        assertThat(two.records).hasSize(2);
    }

    @Test
    void shouldWaitForTheLeastNumberOfBytes() {
        produce(Acks.ALL, 1, "a");
        settle();
        Fetch fetch = partition.fetch(0, 150, 10_000);
        assertThat(fetch.poll()).isFalse();

        produce(Acks.ALL, 1, LONG);
        settle();

        assertThat(fetch.poll()).isTrue();
        assertThat(fetch.records).isEqualTo(produced);
    }

    @Test
    void shouldSayWhatIsOutOfRange() {
        produce(Acks.ALL, 1, "a", "b", "c");
        settle();
        partition.log().deleteBefore(2);

        assertThat(fetched(1).isOutOfRange()).isTrue();
        assertThat(fetched(4).isOutOfRange()).isTrue();
        assertThat(fetched(3).isAnswered()).isFalse();
        assertThat(fetched(2).records).as("a batch is given whole").isEqualTo(produced);
    }

    private Fetch fetched(long offset) {
        Fetch fetch = partition.fetch(offset, 1, 1_000);
        fetch.poll();
        return fetch;
    }

    @Test
    void shouldFindOffsetsByTimestamp() {
        produceMuch(60); // of the times 1,000 to 1,059

        assertThat(offsetOf(0)).isZero();
        assertThat(offsetOf(1_000)).isZero();
        assertThat(offsetOf(1_001)).isEqualTo(1);
        assertThat(offsetOf(1_037)).isEqualTo(37);
        assertThat(offsetOf(1_059)).isEqualTo(59);
        assertThat(offsetOf(1_060)).isEqualTo(-1);
    }

    private long offsetOf(long timestamp) {
        Lookup lookup = Objects.requireNonNull(partition.offsetOf(timestamp));
        settle();
        assertThat(lookup.isAnswered()).isTrue();
        return lookup.offset();
    }

    @Test
    void shouldGoOnAfterARestartWithoutAHole() throws IOException {
        produceMuch(40);
        restart();
        assertThat(partition.log().endOffset()).isEqualTo(40);
        assertThat(partition.log().committed()).isEqualTo(40);

        produceMuch(3);

        assertThat(fetchAll(0)).isEqualTo(produced);
    }

    @Test
    void shouldKnowABatchThatComesAgainAlsoAfterRestarts() throws IOException {
        assertThat(sequenced(9, 0, 0, "a", "b")).isZero();
        assertThat(sequenced(9, 0, 2, "c")).isEqualTo(2);
        assertThat(sequenced(9, 0, 2, "c")).isEqualTo(2);
        assertThat(sequenced(9, 0, 4, "e")).isEqualTo(Log.OUT_OF_ORDER_SEQUENCE);

        restart(); // from frames alone
        assertThat(sequenced(9, 0, 0, "a", "b")).isZero();
        assertThat(sequenced(9, 0, 3, "d")).isEqualTo(3);
        nowNs = node.settle(nowNs);
        node.applier.drain(nowNs);

        restart(); // from tables alone
        assertThat(node.journal.core(0).appended(1)).isPositive();
        assertThat(sequenced(9, 0, 3, "d")).isEqualTo(3);
        assertThat(sequenced(9, 0, 2, "c")).isEqualTo(2);
        assertThat(sequenced(9, 1, 0, "f")).as("the next epoch").isEqualTo(4);
        assertThat(sequenced(9, 0, 4, "g")).isEqualTo(Log.PRODUCER_FENCED);
        assertThat(partition.log().endOffset()).isEqualTo(5);
    }

    private long sequenced(long producerId, int epoch, int sequence, String... values) {
        Batches made = batch.of(producerId, epoch, sequence, 1, values);
        Produce produce = partition.produce(Acks.ALL, made);
        return produce == null ? partition.refused() : produce.baseOffset;
    }

    @Test
    void shouldRememberFiveBatchesOfAProducerAndSoManyProducers() {
        for (int i = 0; i < 7; i++) {
            assertThat(sequenced(1, 0, i, "v")).isEqualTo(i);
        }
        assertThat(sequenced(1, 0, 2, "v")).isEqualTo(2);
        assertThat(sequenced(1, 0, 1, "v")).isEqualTo(Log.DUPLICATE_SEQUENCE);

        sequenced(2, 0, 0, "v");
        sequenced(3, 0, 0, "v");
        sequenced(4, 0, 0, "v");

        assertThat(partition.log().producers()).isEqualTo(3);
        assertThat(sequenced(1, 0, 50, "v")).as("forgotten, so believed").isEqualTo(10);
    }

    @Test
    void shouldRememberNoMoreOfAFloodOfProducersAndTheSameAfterRestarts() throws IOException {
        for (int producer = 1; producer <= 50; producer++) {
            assertThat(sequenced(producer, 0, 0, "v")).isEqualTo(producer - 1);
            settle();
        }
        assertThat(partition.log().producers()).isEqualTo(3);

        restart(); // from frames alone
        assertThat(partition.log().producers()).isEqualTo(3);
        assertThat(sequenced(48, 0, 0, "v")).as("remembered").isEqualTo(47);
        assertThat(sequenced(47, 0, 1, "v")).as("forgotten, so believed").isEqualTo(50);
        nowNs = node.settle(nowNs);
        node.applier.drain(nowNs);

        restart(); // from tables alone
        assertThat(partition.log().producers()).isEqualTo(3);
        assertThat(sequenced(49, 0, 0, "v")).isEqualTo(48);
        assertThat(sequenced(48, 0, 1, "v")).as("forgotten meanwhile").isEqualTo(51);
    }

    @Test
    void shouldRefuseWhatTheBoundsDoNotAllow() {
        assertThat(partition.produce(Acks.ALL, batch.of(1, LONG + LONG))).isNull();
        assertThat(partition.refused()).isEqualTo(Log.TOO_LARGE);

        int taken = 0;
        while (partition.produce(Acks.ALL, batch.of(1, LONG)) != null) {
            taken++;
        }

        assertThat(partition.refused()).isEqualTo(Log.BACK_PRESSURED);
        assertThat(taken).as("of 816 bytes, in 4 KiB").isEqualTo(5);
        settle();
        assertThat(partition.produce(Acks.ALL, batch.of(1, LONG))).isNotNull();
    }

    @Test
    void shouldTakeNothingOnceTheJournalIsFenced() {
        produce(Acks.ALL, 1, "a");
        settle();
        node.journal.state().fence("the disk failed");

        assertThat(partition.produce(Acks.ALL, batch.of(1, "b"))).isNull();

        assertThat(partition.refused()).isEqualTo(Log.FENCED);
        assertThat(partition.log().deleteBefore(1)).isEqualTo(Log.FENCED);
        assertThat(partition.log().startOffset()).isZero();
        assertThat(fetchAll(0)).isEqualTo(produced);
    }

    @Test
    void shouldDeleteByTimeAndAgreeAfterARestart() throws IOException {
        open(new LogPolicy(Durability.SYNC, 100, LogPolicy.UNLIMITED));
        produceMuch(60);

        long start = partition.log().retain(1_130); // older than 1,030

        assertThat(start).isBetween(25L, 30L);
        settle();
        assertThat(fetchAll(start)).isEqualTo(produced.subList((int) start, 60));
        restart();
        assertThat(partition.log().startOffset()).isEqualTo(start);
        assertThat(fetchAll(start)).isEqualTo(produced.subList((int) start, 60));
        open(new LogPolicy(Durability.SYNC, 100, LogPolicy.UNLIMITED));
        assertThat(partition.log().retain(2_000)).as("all of it is old").isEqualTo(60);
    }

    @Test
    void shouldDeleteByBytesAndKeepNoLess() {
        open(new LogPolicy(Durability.SYNC, LogPolicy.UNLIMITED, 10_000));
        produceMuch(60);

        long start = partition.log().retain(0);

        long perBatch = partition.log().logPosition() / 60;
        assertThat((60 - start) * perBatch).isBetween(10_000L, 10_000L + (3 << 10));
    }

    @Test
    void shouldDeleteNothingBeyondTheHighWatermark() {
        produceMuch(2);
        partition.produce(Acks.ALL, batch.of(1, "not committed"));

        assertThat(partition.log().deleteBefore(Long.MAX_VALUE)).isEqualTo(2);
    }

    @Test
    void shouldFreeTheJournalOfWhatIsDeleted() throws IOException {
        produceMuch(120);
        int before = disk.names().size();
        partition.log().deleteBefore(118);
        produceMuch(40);
        settle();

        assertThat(disk.names().size()).isLessThan(before);
        assertThat(fetchAll(118)).isEqualTo(produced.subList(118, 160));
    }

    @Test
    void shouldKeepTheJournalOfWhatIsNotDeleted() {
        produceMuch(120);
        settle();

        assertThat(disk.names()).contains("segment-0000000000000000");
        assertThat(fetchAll(0)).isEqualTo(produced);
    }

    @Test
    void shouldMoveOldDataIntoTheTierAndFreeTheJournal() throws IOException {
        settings = settings.with(new MoverConfig(40_000, 0, 2, 1L << 40, 1 << 10, 1));
        restart();
        produceMuch(150);
        settle();

        assertThat(node.mover.movedBytes()).isPositive();
        assertThat(tier.list()).isNotEmpty();
        assertThat(disk.names()).doesNotContain("segment-0000000000000000");
        assertThat(fetchAll(0)).isEqualTo(produced);
        assertThat(offsetOf(1_003)).isEqualTo(3);
        restart();
        assertThat(fetchAll(0)).isEqualTo(produced);
    }

    @Test
    void shouldDeleteObjectsThatRetentionLeavesBehind() throws IOException {
        settings = settings.with(new MoverConfig(40_000, 0, 2, 1L << 40, 1 << 10, 1));
        restart();
        produceMuch(150);
        settle();
        int objects = tier.list().size();

        partition.log().deleteBefore(140);
        produceMuch(60);
        settle();

        assertThat(objects).isPositive();
        assertThat(tier.list()).hasSizeLessThan(objects + 3);
        assertThat(tier.list().getFirst()).doesNotContain("-" + "0".repeat(20) + "-");
        assertThat(fetchAll(140)).isEqualTo(produced.subList(140, 210));
    }
}

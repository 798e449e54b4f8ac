package io.robustmq.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.driver.KeyedLog;
import io.robustmq.storage.driver.KeyedLog.Keyed;
import io.robustmq.storage.driver.LogNode;
import io.robustmq.storage.driver.LogNode.Settings;
import io.robustmq.storage.driver.PartitionDriver;
import io.robustmq.storage.driver.PartitionDriver.Lookup;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.concurrent.Compaction;
import io.robustmq.storage.simulation.SimulatedDisk;
import io.robustmq.storage.state.SimulatedState;
import io.robustmq.storage.tier.SsdTier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What compaction leaves of a log, and what of it may be read from where. */
class CompactionTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final long HOUR_MS = 3_600_000;

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
    private final SimulatedDisk quarantine = new SimulatedDisk(new Random(2));
    private final SimulatedDisk tierDisk = new SimulatedDisk(new Random(3));
    private final SimulatedState store = new SimulatedState(new Random(4), 2);
    private long nowNs;

    private LogNode open(CompactorConfig compactor) throws IOException {
        MoverConfig mover =
                new MoverConfig(1L << 40, 0, 1, 1L << 40, 1 << 10, SECOND_NS, compactor);
        return new LogNode(
                Settings.small().with(mover), disk, quarantine, store, new SsdTier(tierDisk));
    }

    private LogNode open() throws IOException {
        return open(new CompactorConfig(1 << 20, 64 << 10, 64 << 10, SECOND_NS));
    }

    /** All that is older than a minute, whatever is new of it, tombstones for an hour. */
    private static Compaction always() {
        return new Compaction(HOUR_MS, 0, Long.MAX_VALUE, 0, 60_000);
    }

    private static KeyedLog log(LogNode node, Compaction how) {
        return new KeyedLog(node, open(node, how));
    }

    private static Log open(LogNode node, @Nullable Compaction how) {
        return node.shards.get(1).open(7, new LogPolicy(Durability.SYNC, -1, -1, how));
    }

    /** What was written gets to the disk and grows a day old; then the node works till it rests. */
    private void age(LogNode node) {
        nowNs = node.settle(nowNs);
        nowNs += 86_400 * SECOND_NS;
        nowNs = node.settle(nowNs);
    }

    private static List<String> texts(List<Keyed> records) {
        return records.stream().map(each -> each.offset() + each.key() + each.value()).toList();
    }

    /** Waits for the disk when it must. */
    private void write(LogNode node, KeyedLog log, CompressionType type, long ms, String... pairs) {
        while (log.append(type, ms, pairs) == Log.BACK_PRESSURED) {
            nowNs += 1_000_000;
            node.turn(nowNs);
        }
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldKeepTheLatestRecordOfEachKeyWhereItIs(CompressionType type) throws IOException {
        LogNode node = open();
        KeyedLog log = log(node, always());
        write(node, log, type, 1, "a=1", "b=1", "a=2");
        write(node, log, type, 2, "a=3", "c=1");
        write(node, log, type, 3, "b=2", "d=1", "d=2");

        age(node);

        assertThat(node.mover.compactions()).isEqualTo(1);
        assertThat(texts(log.check(nowNs))).containsExactly("3a3", "4c1", "5b2", "7d2");
        assertThat(log.log().endOffset()).isEqualTo(8);
        assertThat(log.log().startOffset()).isZero();
        write(node, log, type, 4, "e=1");
        node.settle(nowNs);
        assertThat(texts(log.read(6, nowNs))).containsExactly("7d2", "8e1");
    }

    @Test
    void shouldAnswerAtAnyOffsetWithTheNextRecordsThereAre() throws IOException {
        LogNode node = open();
        KeyedLog log = log(node, always());
        for (int i = 0; i < 60; i++) {
            write(node, log, CompressionType.NONE, i, "k" + i % 7 + "=" + i);
        }

        age(node);

        List<Keyed> all = log.check(nowNs);
        assertThat(all).hasSize(7);
        for (int from = 0; from < 60; from++) {
            int at = from;
            assertThat(log.read(from, nowNs))
                    .isEqualTo(all.stream().filter(each -> each.offset() >= at).toList());
        }
    }

    @Test
    void shouldDeleteWhatATombstoneDeletesAndTheTombstoneWhenItsTimeIsOver() throws IOException {
        LogNode node = open();
        KeyedLog log = log(node, always());
        write(node, log, CompressionType.GZIP, 1, "a=1", "b=1");
        write(node, log, CompressionType.GZIP, 2, "a", "c=1");

        age(node);
        assertThat(texts(log.check(nowNs))).containsExactly("1b1", "2anull", "3c1");

        write(node, log, CompressionType.GZIP, 3, "c=2");
        nowNs = node.settle(nowNs);
        assertThat(texts(log.check(nowNs))).as("its hour is not over").contains("2anull");
        nowNs += 2 * 3_600 * SECOND_NS;
        write(node, log, CompressionType.GZIP, 4, "c=3");
        age(node);

        assertThat(texts(log.check(nowNs))).containsExactly("1b1", "5c3");
    }

    @Test
    void shouldLeaveTombstonesThatItHasNotCompactedBefore() throws IOException {
        LogNode node = open();
        KeyedLog log = log(node, always());
        write(node, log, CompressionType.NONE, 1, "a=1");
        age(node);
        write(node, log, CompressionType.NONE, 2, "a");

        age(node);

        assertThat(texts(log.check(nowNs))).containsExactly("1anull");
    }

    @Test
    void shouldLeaveALogAloneOfWhichTooLittleIsNew() throws IOException {
        LogNode node = open();
        Compaction half = new Compaction(HOUR_MS, 0, Long.MAX_VALUE, 0.5, 60_000);
        KeyedLog log = log(node, half);
        for (int i = 0; i < 40; i++) {
            write(node, log, CompressionType.NONE, i, "k" + i + "=" + "x".repeat(100));
        }
        age(node);
        assertThat(node.mover.compactions()).isEqualTo(1);

        for (int i = 0; i < 10; i++) {
            write(node, log, CompressionType.NONE, i, "k" + i + "=" + "y".repeat(100));
        }
        age(node);
        assertThat(node.mover.compactions()).as("a fifth is new").isEqualTo(1);
        for (int i = 0; i < 40; i++) {
            write(node, log, CompressionType.NONE, i, "k" + i + "=" + "z".repeat(100));
        }
        age(node);

        assertThat(node.mover.compactions()).isEqualTo(2);
        assertThat(log.check(nowNs)).hasSizeBetween(40, 60);
    }

    @Test
    void shouldCompactALogOfWhichARecordHasWaitedTooLong() throws IOException {
        LogNode node = open();
        KeyedLog log = log(node, new Compaction(HOUR_MS, 0, 12 * HOUR_MS, 1, Long.MAX_VALUE));
        write(node, log, CompressionType.NONE, 1, "a=1");
        write(node, log, CompressionType.NONE, 2, "a=2");
        nowNs = node.settle(nowNs);
        assertThat(node.mover.compactions()).isZero();

        age(node);

        assertThat(node.mover.compactions()).isEqualTo(1);
        assertThat(texts(log.check(nowNs))).containsExactly("1a2");
    }

    @Test
    void shouldNotCompactWhatIsYoungerThanTheLag() throws IOException {
        LogNode node = open();
        KeyedLog log = log(node, new Compaction(HOUR_MS, 36 * HOUR_MS, Long.MAX_VALUE, 0, 60_000));
        write(node, log, CompressionType.NONE, 1, "a=1");
        write(node, log, CompressionType.NONE, 2, "a=2");
        write(node, log, CompressionType.NONE, 30 * HOUR_MS, "a=3", "a=4");

        age(node);
        age(node);
        assertThat(texts(log.check(nowNs))).containsExactly("1a2", "2a3", "3a4");
        age(node);

        assertThat(texts(log.check(nowNs))).containsExactly("3a4");
    }

    @Test
    void shouldLeaveTheOpenSegmentAloneUntilItsRecordsAreOld() throws IOException {
        LogNode node = open();
        KeyedLog log = log(node, new Compaction(HOUR_MS, 0, Long.MAX_VALUE, 0, 48 * HOUR_MS));
        write(node, log, CompressionType.NONE, 1, "a=1");
        write(node, log, CompressionType.NONE, 2, "a=2");

        age(node);
        assertThat(node.mover.compactions()).isZero();
        age(node);

        assertThat(texts(log.check(nowNs))).containsExactly("1a2");
    }

    @Test
    void shouldTakeAsManyPassesAsKeysNeed() throws IOException {
        LogNode node = open(new CompactorConfig(24 * 8, 64 << 10, 64 << 10, SECOND_NS));
        KeyedLog log = log(node, always());
        for (int i = 0; i < 100; i++) {
            write(node, log, CompressionType.NONE, i, "k" + i % 20 + "=" + i);
        }

        age(node);

        assertThat(node.mover.compactions()).as("six keys a pass").isGreaterThan(10);
        assertThat(log.check(nowNs)).hasSize(20);
    }

    @Test
    void shouldGetOnWhenOneBatchHasMoreKeysThanThereIsRoomFor() throws IOException {
        LogNode node = open(new CompactorConfig(24 * 4, 64 << 10, 64 << 10, SECOND_NS));
        KeyedLog log = log(node, always());
        write(node, log, CompressionType.NONE, 1, "a=1", "b=1", "c=1", "d=1", "e=1");
        write(node, log, CompressionType.NONE, 2, "a=2", "e=2");

        age(node);

        assertThat(texts(log.check(nowNs))).containsExactly("1b1", "2c1", "3d1", "5a2", "6e2");
    }

    @Test
    void shouldLeaveABatchWholeThatItCannotOpen() throws IOException {
        LogNode node = open(new CompactorConfig(1 << 20, 64 << 10, 200, SECOND_NS));
        KeyedLog log = log(node, always());
        write(node, log, CompressionType.GZIP, 1, "a=1", "b=" + "x".repeat(400));
        write(node, log, CompressionType.GZIP, 2, "a=2");

        age(node);

        assertThat(log.check(nowNs)).hasSize(3);
    }

    @Test
    void shouldKeepABatchAsItCameOfWhichEverythingStays() throws IOException {
        LogNode node = open();
        KeyedLog log = log(node, always());
        write(node, log, CompressionType.ZSTD, 1, "a=1", "b=1");
        write(node, log, CompressionType.ZSTD, 2, "c=1", "c=2");
        nowNs = node.settle(nowNs);
        List<MutableRecordBatch> before = log.batches(0, nowNs);

        age(node);

        List<MutableRecordBatch> after = log.batches(0, nowNs);
        assertThat(after.get(0)).isEqualTo(before.get(0));
        assertThat(after.get(1)).isNotEqualTo(before.get(1));
    }

    @Test
    void shouldLeaveTheLastOffsetReachableWhenAllBeforeItIsGone() throws IOException {
        LogNode node = open();
        KeyedLog log = log(node, always());
        write(node, log, CompressionType.NONE, 1, "a=1");
        write(node, log, CompressionType.NONE, 2, "a");
        age(node);
        write(node, log, CompressionType.NONE, 3, "b");
        age(node);
        write(node, log, CompressionType.NONE, 4, "b");
        age(node);

        List<MutableRecordBatch> left = log.batches(0, nowNs);

        assertThat(left.getLast().nextOffset()).isEqualTo(log.log().endOffset());
        assertThat(texts(log.check(nowNs))).containsExactly("3bnull");
    }

    @Test
    void shouldFindTheFirstRecordLeftFromATimeOn() throws IOException {
        LogNode node = open();
        KeyedLog log = log(node, always());
        for (int i = 0; i < 60; i++) {
            write(node, log, CompressionType.NONE, 1_000 + i, "k" + i % 5 + "=" + i);
        }
        age(node);
        PartitionDriver partition = new PartitionDriver(log.log(), node.reads);

        Lookup early = Objects.requireNonNull(partition.offsetOf(1_003));
        Lookup late = Objects.requireNonNull(partition.offsetOf(1_058));
        nowNs = node.settle(nowNs);

        assertThat(early.offset()).isEqualTo(55);
        assertThat(late.offset()).isEqualTo(58);
    }

    @Test
    void shouldFindTheSameAfterARestart() throws IOException {
        LogNode node = open();
        KeyedLog log = log(node, always());
        for (int i = 0; i < 100; i++) {
            write(node, log, CompressionType.LZ4, i, "k" + i % 9 + "=" + i);
        }
        age(node);
        List<Keyed> before = log.check(nowNs);
        node.applier.drain(nowNs);
        node.close(nowNs);
        disk.killProcess();

        LogNode after = open();
        KeyedLog again = new KeyedLog(after, open(after, always()), log.truth);
        nowNs = after.settle(nowNs);

        assertThat(again.check(nowNs)).isEqualTo(before).hasSize(9);
        write(after, again, CompressionType.LZ4, 100, "k0=last");
        age(after);
        assertThat(texts(again.check(nowNs))).hasSize(9).contains("100k0last");
    }

    @Test
    void shouldJoinSmallPiecesAndDeleteTheOldObjects() throws IOException {
        LogNode node = open();
        KeyedLog log = log(node, always());
        for (int round = 0; round < 5; round++) {
            write(node, log, CompressionType.NONE, round, "a=" + round, "b" + round + "=1");
            age(node);
        }
        age(node);

        List<String> objects = tierDisk.list();

        assertThat(objects).hasSize(1);
        assertThat(texts(log.check(nowNs)))
                .containsExactly("1b01", "3b11", "5b21", "7b31", "8a4", "9b41");
    }

    @Test
    void shouldDeleteByBytesOfWhatIsLeft() throws IOException {
        LogNode node = open();
        KeyedLog log = log(node, always());
        for (int i = 0; i < 200; i++) {
            write(node, log, CompressionType.NONE, i, "k" + i % 4 + "=" + "x".repeat(100));
            nowNs = i % 20 == 0 ? node.settle(nowNs) : nowNs;
        }
        age(node);
        assertThat(log.log().keptBytes()).isLessThan(2_000);

        log.log().policy(new LogPolicy(Durability.SYNC, -1, 10_000, always()));
        log.log().retain(nowNs / 1_000_000);

        assertThat(log.log().startOffset()).as("all that is left is less than that").isZero();
    }

    @Test
    void shouldLeaveLogsAloneThatAreNotCompacted() throws IOException {
        LogNode node = open();
        KeyedLog log = new KeyedLog(node, open(node, null));
        write(node, log, CompressionType.NONE, 1, "a=1", "a=2");

        age(node);

        assertThat(tierDisk.list()).isEmpty();
        assertThat(log.check(nowNs)).hasSize(2);
    }

    @Test
    void shouldLoseNoRecordThatComesWhileItCompacts() throws IOException {
        LogNode node = open();
        KeyedLog log = log(node, new Compaction(0, 0, Long.MAX_VALUE, 0, 0));
        Random random = new Random(5);
        List<Keyed> none = new ArrayList<>();

        for (int i = 0; i < 2_000; i++) {
            nowNs += 2_000_000;
            String key = "k" + random.nextInt(30);
            write(node, log, CompressionType.NONE, i, random.nextInt(4) == 0 ? key : key + "=" + i);
            node.turn(nowNs);
            if (i % 200 == 0) {
                none.addAll(log.check(nowNs));
            }
        }
        age(node);

        assertThat(node.mover.compactions()).isGreaterThan(10);
        assertThat(log.check(nowNs)).hasSizeLessThan(40);
    }
}

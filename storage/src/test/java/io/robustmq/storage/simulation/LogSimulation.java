package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.driver.Batches;
import io.robustmq.storage.driver.LogNode;
import io.robustmq.storage.driver.LogNode.Settings;
import io.robustmq.storage.driver.PartitionDriver;
import io.robustmq.storage.driver.PartitionDriver.Acks;
import io.robustmq.storage.driver.PartitionDriver.Fetch;
import io.robustmq.storage.driver.PartitionDriver.Produce;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.log.LogConfig;
import io.robustmq.storage.log.LogPolicy;
import io.robustmq.storage.log.MoverConfig;
import io.robustmq.storage.state.ApplierConfig;
import io.robustmq.storage.tier.SsdTier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Several lives of a node with a few logs: producers, fetches, deletions, writer, applier, mover
 * and read threads take turns in an order that the seed decides; then the process is stopped,
 * killed, or the power is cut at any step of journal or tier. Afterwards every log holds a prefix
 * of what it took, no shorter than what was acknowledged, without a hole, and gives it to whoever
 * fetches.
 */
final class LogSimulation implements Seeds.Simulation {
    private static final int SHARDS = 2;
    private static final int LOGS = 3;
    private static final int LIVES = 5;
    private static final int STEPS = 250;

    private final Random random;
    private final Machine machine;
    private final Settings settings;
    private final Truth[] truths = new Truth[LOGS];
    private final PartitionDriver[] partitions = new PartitionDriver[LOGS];
    private final Batches batch = new Batches();
    private int made;
    private long nowNs;
    private long movedBytes;

    /** What one log took and what was promised of it. */
    private static final class Truth {
        final List<String> records = new ArrayList<>();
        final List<Integer> epochs = new ArrayList<>();
        final List<Produce> acknowledgedBySync = new ArrayList<>();
        long writtenSeen;
        long readableSeen;
        long committedSeen;
        long startAsked;
        long startPromised;
    }

    LogSimulation(long seed) {
        random = new Random(seed);
        machine = new Machine(seed, random, SHARDS);
        for (int log = 0; log < LOGS; log++) {
            truths[log] = new Truth();
        }
        settings =
                new Settings(
                        new JournalConfig(SHARDS, 4 << 10, 4 << 10, 50_000_000),
                        new ApplierConfig(
                                500,
                                random.nextInt(3) * 20_000_000,
                                1 + random.nextInt(6_000),
                                200_000_000,
                                1 << 20),
                        new LogConfig(300, 2 << 10, 512, 1 << 10, 4),
                        new MoverConfig(
                                random.nextInt(12_000), random.nextInt(60), 1, 1L << 40, 256, 1),
                        256,
                        4 << 10,
                        2,
                        1 << 10);
    }

    @Override
    public void run() throws IOException {
        Ending ending = Ending.ORDERLY;
        for (int life = 0; life < LIVES; life++) {
            ending = oneLife(ending);
        }
        machine.killProcess();
        start(ending);
    }

    Machine machine() {
        return machine;
    }

    long movedBytes() {
        return movedBytes;
    }

    private Ending oneLife(Ending before) throws IOException {
        machine.killProcess();
        LogNode node = start(before);
        try {
            plan();
            for (int step = 0; step < STEPS; step++) {
                step(node);
                observe();
            }
            Ending ending = machine.end(node, nowNs);
            if (ending == Ending.ORDERLY) {
                observe();
            }
            return ending;
        } catch (PowerCut cut) {
            machine.losePower();
            return Ending.POWER_CUT;
        } finally {
            movedBytes += node.mover.movedBytes();
        }
    }

    private void plan() {
        switch (random.nextInt(5)) {
            case 0 -> machine.disk.cutPowerAfter(random.nextInt(150));
            case 1 -> machine.tierDisk.cutPowerAfter(random.nextInt(25));
            case 2 -> machine.tierDisk.failSyncAfter(random.nextInt(4));
            default -> {}
        }
        if (random.nextInt(10) == 0) {
            machine.disk.failSyncAfter(random.nextInt(15));
        }
    }

    private LogNode start(Ending before) throws IOException {
        LogNode node =
                new LogNode(
                        settings,
                        machine.disk,
                        machine.quarantine,
                        machine.state,
                        new SsdTier(machine.tierDisk));
        assertThat(node.journal.damages()).isEmpty();
        for (int log = 0; log < LOGS; log++) {
            Log opened =
                    node.shards
                            .get(log % SHARDS)
                            .open(log, LogPolicy.keepingAll(Durability.values()[log]));
            partitions[log] = new PartitionDriver(opened, node.reads);
            recovered(truths[log], opened, before);
            compare(node, log, opened.startOffset());
        }
        return node;
    }

    private void recovered(Truth truth, Log log, Ending before) {
        long promised = before == Ending.POWER_CUT ? truth.committedSeen : truth.writtenSeen;
        assertThat(log.endOffset()).isBetween(promised, (long) truth.records.size());
        assertThat(log.startOffset()).isBetween(0L, Math.max(0, truth.startAsked));
        assertThat(log.startOffset()).isGreaterThanOrEqualTo(truth.startPromised);
        for (int epoch : truth.epochs.subList(0, (int) truth.readableSeen)) {
            assertThat(log.leaderEpoch()).as("of a new reign").isGreaterThan(epoch);
        }
        truth.epochs.subList((int) log.endOffset(), truth.epochs.size()).clear();
        for (int epoch = 0; epoch <= log.leaderEpoch(); epoch++) {
            assertThat(log.endOfEpoch(epoch)).isEqualTo(endOf(epoch, truth));
        }
        truth.acknowledgedBySync.clear();
        truth.records.subList((int) log.endOffset(), truth.records.size()).clear();
        truth.startAsked = log.startOffset();
        truth.startPromised = log.startOffset();
        truth.writtenSeen = log.endOffset();
        truth.readableSeen = log.endOffset();
        truth.committedSeen = log.endOffset();
    }

    /** Where somebody finds out that he read what was cut. */
    private static long endOf(int epoch, Truth truth) {
        int end = 0;
        while (end < truth.epochs.size() && truth.epochs.get(end) <= epoch) {
            end++;
        }
        return end;
    }

    /** All that may be read from an offset on is there. */
    private void compare(LogNode node, int log, long from) {
        Truth truth = truths[log];
        long end = partitions[log].log().highWatermark();
        List<String> found = new ArrayList<>();
        for (long offset = from; offset < end; ) {
            Fetch fetch = partitions[log].fetch(offset, 1, 400);
            for (int turns = 0; !fetch.poll(); turns++) {
                node.cycle();
                node.queue.runOne();
                node.applier.turn(nowNs);
                assertThat(turns).as("turns for log %d at %d", log, offset).isLessThan(1_000);
            }
            assertThat(fetch.failure()).isNull();
            assertThat(fetch.isOutOfRange()).isFalse();
            found.addAll(fetch.records);
            offset = fetch.nextOffset();
        }
        if (!found.isEmpty()) {
            int first = firstOf(found);
            assertThat(first).isLessThanOrEqualTo((int) from);
            assertThat(first + found.size()).isGreaterThanOrEqualTo((int) end);
            assertThat(found).isEqualTo(truth.records.subList(first, first + found.size()));
        }
        assertThat(found.isEmpty()).isEqualTo(from >= end);
    }

    private static int firstOf(List<String> records) {
        String record = records.getFirst();
        return Integer.parseInt(record.substring(0, record.indexOf('=')));
    }

    private void step(LogNode node) {
        nowNs += random.nextInt(10_000_000);
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> produce(random.nextInt(LOGS));
            case 5, 6 -> node.cycle();
            case 7, 8 -> node.journal.writerTurn(nowNs);
            case 9 -> node.journal.supplyTurn();
            case 10 -> node.applier.turn(nowNs);
            case 11, 12 -> node.mover.turn(nowNs);
            case 13 -> delete(random.nextInt(LOGS));
            case 14 -> fetchSomewhere(node, random.nextInt(LOGS));
            default -> {
                machine.disk.full(random.nextInt(6) == 0);
                machine.tierDisk.full(random.nextInt(6) == 0);
            }
        }
    }

    private void produce(int log) {
        Truth truth = truths[log];
        String[] values = new String[1 + random.nextInt(3)];
        for (int i = 0; i < values.length; i++) {
            values[i] = made++ + "-" + "x".repeat(random.nextInt(60));
        }
        Acks acks = Acks.values()[random.nextInt(3)];
        Produce produce = partitions[log].produce(acks, batch.of(made, values));
        if (produce == null) {
            return;
        }
        assertThat(produce.baseOffset).isEqualTo(truth.records.size());
        for (String value : values) {
            truth.records.add(truth.records.size() + "=" + value);
            truth.epochs.add(partitions[log].log().leaderEpoch());
        }
        if (acks == Acks.ALL) {
            truth.acknowledgedBySync.add(produce);
        }
    }

    private void delete(int log) {
        Log deleted = partitions[log].log();
        if (random.nextInt(3) == 0 && deleted.endOffset() > deleted.startOffset()) {
            long span = deleted.endOffset() - deleted.startOffset();
            long start = deleted.deleteBefore(deleted.startOffset() + random.nextLong(span));
            truths[log].startAsked = Math.max(truths[log].startAsked, start);
        }
    }

    /** Whole answers only: what a fetch gives is compared while nothing else goes on. */
    private void fetchSomewhere(LogNode node, int log) {
        Log fetched = partitions[log].log();
        if (node.journal.state().isFenced() || fetched.highWatermark() > fetched.committed()) {
            return; // what is not committed may have to wait for a writer that does not turn here
        }
        long span = fetched.endOffset() - fetched.startOffset();
        compare(node, log, fetched.startOffset() + (span == 0 ? 0 : random.nextLong(span)));
    }

    private void observe() {
        for (int log = 0; log < LOGS; log++) {
            Truth truth = truths[log];
            PartitionDriver partition = partitions[log];
            partition.answer();
            truth.writtenSeen = Math.max(truth.writtenSeen, partition.log().written());
            truth.readableSeen = Math.max(truth.readableSeen, partition.log().highWatermark());
            truth.committedSeen = Math.max(truth.committedSeen, partition.log().committed());
            for (Produce produce : truth.acknowledgedBySync) {
                if (produce.isAnswered()) {
                    assertThat(produce.endOffset()).isLessThanOrEqualTo(truth.committedSeen);
                }
            }
        }
    }
}

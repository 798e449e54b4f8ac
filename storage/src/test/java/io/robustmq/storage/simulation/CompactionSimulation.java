package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.driver.KeyedLog;
import io.robustmq.storage.driver.KeyedLog.Keyed;
import io.robustmq.storage.driver.LogNode;
import io.robustmq.storage.driver.LogNode.Settings;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.log.CompactorConfig;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.log.LogConfig;
import io.robustmq.storage.log.LogPolicy;
import io.robustmq.storage.log.MoverConfig;
import io.robustmq.storage.log.concurrent.Compaction;
import io.robustmq.storage.state.ApplierConfig;
import io.robustmq.storage.tier.SsdTier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.record.internal.CompressionType;

/**
 * Several lives of a node with logs that are compacted, as {@link LogSimulation} has them: few keys
 * are written over and over and deleted, segments move, are compacted, parts of logs are deleted;
 * process or power end at any step of journal or tier. Whatever happened, what is read from a log
 * was written to it, at that record offset, and comes to the same table as all that was.
 */
final class CompactionSimulation implements Seeds.Simulation {
    private static final int SHARDS = 2;
    private static final int LOGS = 3;
    private static final int LIVES = 4;
    private static final int STEPS = 300;
    private static final int KEYS = 12;

    private final Random random;
    private final Machine machine;
    private final Settings settings;
    private final Compaction[] how = new Compaction[LOGS];
    private final List<List<Keyed>> truths = new ArrayList<>();
    private final long[] promised = new long[LOGS];
    private final KeyedLog[] logs = new KeyedLog[LOGS];
    private int made;
    private long nowNs;
    private long compactions;
    private long removed;

    CompactionSimulation(long seed) {
        random = new Random(seed);
        machine = new Machine(seed, random, SHARDS);
        for (int log = 0; log < LOGS; log++) {
            truths.add(new ArrayList<>());
            how[log] =
                    new Compaction(
                            random.nextInt(300),
                            random.nextInt(3) * 50,
                            random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(500),
                            random.nextInt(4) * 0.25,
                            random.nextInt(3) * 100);
        }
        CompactorConfig compactor =
                new CompactorConfig(
                        24L * (2 + random.nextInt(20)), 1 + random.nextInt(2_000), 4_000, 1);
        settings =
                new Settings(
                        new JournalConfig(SHARDS, 4 << 10, 4 << 10, 50_000_000),
                        new ApplierConfig(
                                500,
                                random.nextInt(3) * 20_000_000,
                                1 + random.nextInt(6_000),
                                200_000_000,
                                1 << 20),
                        new LogConfig(400, 2 << 10, 512, 1 << 10, 4),
                        new MoverConfig(
                                1L << random.nextInt(18),
                                random.nextInt(60),
                                1,
                                1L << 40,
                                256,
                                1,
                                compactor),
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
        LogNode last = start(ending);
        nowNs = last.settle(nowNs + 10_000_000_000L);
        for (int log = 0; log < LOGS; log++) {
            removed += logs[log].truth.size() - check(log).size();
        }
    }

    Machine machine() {
        return machine;
    }

    long compactions() {
        return compactions;
    }

    long removed() {
        return removed;
    }

    private Ending oneLife(Ending before) throws IOException {
        machine.killProcess();
        LogNode node = start(before);
        try {
            plan();
            for (int step = 0; step < STEPS; step++) {
                step(node);
                observe(node);
            }
            return machine.end(node, nowNs);
        } catch (PowerCut cut) {
            machine.losePower();
            return Ending.POWER_CUT;
        } finally {
            compactions += node.mover.compactions();
        }
    }

    private void plan() {
        switch (random.nextInt(5)) {
            case 0 -> machine.disk.cutPowerAfter(random.nextInt(250));
            case 1 -> machine.tierDisk.cutPowerAfter(random.nextInt(60));
            case 2 -> machine.tierDisk.failSyncAfter(random.nextInt(10));
            default -> {}
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
        node.nowMs = nowNs / 1_000_000;
        assertThat(node.journal.damages()).isEmpty();
        for (int log = 0; log < LOGS; log++) {
            LogPolicy policy = new LogPolicy(Durability.SYNC, -1, -1, how[log]);
            Log opened = node.shards.get(log % SHARDS).open(log, policy);
            assertThat(opened.endOffset())
                    .as("after " + before)
                    .isGreaterThanOrEqualTo(promised[log]);
            logs[log] = new KeyedLog(node, opened, truths.get(log));
            truths.set(log, logs[log].truth);
            check(log);
        }
        return node;
    }

    private List<Keyed> check(int log) {
        Log opened = logs[log].log();
        if (opened.startOffset() > 0) { // what deletes and what it deleted may both be gone
            List<Keyed> found = logs[log].read(opened.startOffset(), nowNs);
            assertThat(logs[log].truth).containsAll(found);
            return found;
        }
        return logs[log].check(nowNs);
    }

    private void step(LogNode node) {
        nowNs += random.nextInt(20_000_000);
        node.nowMs = nowNs / 1_000_000;
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> write(random.nextInt(LOGS));
            case 4, 5 -> node.cycle();
            case 6, 7 -> node.journal.writerTurn(nowNs);
            case 8 -> node.journal.supplyTurn();
            case 9, 10 -> node.applier.turn(nowNs);
            case 11, 12, 13 -> turnMover(node);
            case 14 -> deleteOrRead(random.nextInt(LOGS));
            default -> {
                machine.disk.full(random.nextInt(6) == 0);
                machine.tierDisk.full(random.nextInt(6) == 0);
            }
        }
    }

    private void turnMover(LogNode node) {
        for (int turns = random.nextInt(6); turns >= 0; turns--) {
            node.mover.turn(nowNs);
        }
    }

    private void write(int log) {
        List<Keyed> records = new ArrayList<>();
        for (int count = 1 + random.nextInt(4); count > 0; count--) {
            String value = made++ + "-" + "x".repeat(random.nextInt(60));
            records.add(
                    new Keyed(
                            0,
                            "k" + random.nextInt(KEYS),
                            random.nextInt(4) == 0 ? null : value,
                            Math.max(0, nowNs / 1_000_000 - random.nextInt(200))));
        }
        CompressionType[] types = CompressionType.values();
        logs[log].append(types[random.nextInt(types.length)], 0, records);
    }

    private void deleteOrRead(int log) {
        Log deleted = logs[log].log();
        if (log == 0 && random.nextInt(4) == 0 && deleted.endOffset() > deleted.startOffset()) {
            long span = deleted.endOffset() - deleted.startOffset();
            deleted.deleteBefore(deleted.startOffset() + random.nextLong(span));
        }
    }

    private void observe(LogNode node) {
        for (int log = 0; log < LOGS; log++) {
            promised[log] = Math.max(promised[log], logs[log].log().committed());
        }
        if (!node.journal.state().isFenced() && random.nextInt(40) == 0) {
            check(random.nextInt(LOGS));
        }
    }
}

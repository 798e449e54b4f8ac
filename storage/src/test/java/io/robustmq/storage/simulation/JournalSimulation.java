package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.NodeJournal;
import java.io.IOException;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Several lives of one node's journal: cores append and hand over, the writer and the supply of
 * segments take turns, in an order that the seed decides; then the process is stopped, killed, or
 * the power is cut at any step, and what is found afterwards is compared with what was promised.
 */
final class JournalSimulation {
    private static final int SHARDS = 4;
    private static final int CORES = 2;
    private static final int LIVES = 6;
    private static final int STEPS = 150;
    private static final JournalConfig CONFIG =
            new JournalConfig(SHARDS, 4 << 10, 4 << 10, 50_000_000);

    private final Random random;
    private final SimulatedDisk disk;
    private final SimulatedDisk quarantine;
    private final Streams truth = new Streams(SHARDS);
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[512]);
    private long nowNs;

    JournalSimulation(long seed) {
        random = new Random(seed);
        disk = new SimulatedDisk(new Random(seed + 1));
        quarantine = new SimulatedDisk(new Random(seed + 2));
    }

    SimulatedDisk disk() {
        return disk;
    }

    /** @throws AssertionError when a promise was broken */
    void run() throws IOException {
        Ending ending = Ending.ORDERLY;
        for (int life = 0; life < LIVES; life++) {
            Ending before = ending;
            ending = oneLife(before);
        }
        Streams found = new Streams(SHARDS);
        disk.killProcess();
        NodeJournal last = recover(found);
        assertThat(last.damages()).isEmpty();
        truth.recovered(found, ending, new boolean[SHARDS]);
    }

    private Ending oneLife(Ending before) {
        try {
            plan();
            Streams found = new Streams(SHARDS);
            NodeJournal journal;
            try {
                journal = recover(found);
            } catch (IOException e) {
                disk.killProcess();
                return before;
            }
            assertThat(journal.damages()).isEmpty();
            truth.recovered(found, before, new boolean[SHARDS]);
            for (int step = 0; step < STEPS; step++) {
                step(journal);
                observe(journal);
            }
            return end(journal);
        } catch (PowerCut cut) {
            disk.losePower();
            quarantine.losePower();
            return Ending.POWER_CUT;
        }
    }

    private void plan() {
        if (random.nextInt(3) == 0) {
            disk.cutPowerAfter(random.nextInt(120));
        }
        if (random.nextInt(8) == 0) {
            disk.failSyncAfter(random.nextInt(12));
        }
        disk.full(false);
    }

    private NodeJournal recover(Streams found) throws IOException {
        Runnable[] wakes = {() -> {}, () -> {}};
        return new NodeJournal(
                disk,
                quarantine,
                CONFIG,
                wakes,
                JournalPoint.start(SHARDS),
                (shard, type, at, position, buffer, offset, length) -> {
                    byte[] bytes = new byte[length];
                    buffer.getBytes(offset, bytes);
                    found.appended(shard, bytes);
                });
    }

    private void step(NodeJournal journal) {
        nowNs += random.nextInt(10_000_000);
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> append(journal);
            case 4, 5 -> journal.core(random.nextInt(CORES)).doWork();
            case 6, 7 -> journal.writerTurn(nowNs);
            case 8 -> journal.supplyTurn();
            default -> disk.full(random.nextInt(4) == 0);
        }
    }

    private void append(NodeJournal journal) {
        int shard = random.nextInt(SHARDS);
        Journal core = journal.core(shard % CORES);
        int length = random.nextInt(core.maxPayloadBytes() + 1);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        payload.putBytes(0, bytes);
        Durability durability = Durability.values()[random.nextInt(3)];
        long position = core.append(shard, random.nextInt(100), durability, payload, 0, length);
        if (position >= 0) {
            truth.appended(shard, bytes);
            assertThat(position).isEqualTo(truth.end(shard));
        }
    }

    private void observe(NodeJournal journal) {
        for (int shard = 0; shard < SHARDS; shard++) {
            long committed = journal.positions().committed(shard);
            truth.seen(shard, journal.positions().written(shard), committed);
        }
    }

    private Ending end(NodeJournal journal) {
        switch (random.nextInt(3)) {
            case 0 -> {
                disk.losePower();
                quarantine.losePower();
                return Ending.POWER_CUT;
            }
            case 1 -> {
                disk.killProcess();
                return Ending.KILLED;
            }
            default -> {
                close(journal);
                return Ending.ORDERLY;
            }
        }
    }

    private void close(NodeJournal journal) {
        disk.full(false);
        for (int core = 0; core < CORES; core++) {
            journal.core(core).doWork();
        }
        try {
            journal.close(nowNs);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        observe(journal);
        if (!journal.state().isFenced()) {
            for (int shard = 0; shard < SHARDS; shard++) {
                assertThat(journal.positions().committed(shard)).isEqualTo(truth.end(shard));
            }
        }
    }
}

package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.FrameVisitor;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.state.ApplierConfig;
import io.robustmq.storage.state.FrameApplier;
import io.robustmq.storage.state.SimulatedState;
import io.robustmq.storage.state.StateApplier;
import java.io.IOException;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Several lives of one node's journal: cores append and hand over, the writer and the supply of
 * segments take turns, in an order that the seed decides; then the process is stopped, killed, or
 * the power is cut at any step, and what is found afterwards is compared with what was promised.
 */
final class JournalSimulation implements Seeds.Simulation {
    private static final int SHARDS = 4;
    private static final int CORES = 2;
    private static final int LIVES = 6;
    private static final int STEPS = 150;
    private static final JournalConfig CONFIG =
            new JournalConfig(SHARDS, 4 << 10, 4 << 10, 50_000_000);
    private static final FrameApplier.AtOnce TABLES = Tables::apply;

    private final Random random;
    private final Machine machine;
    private final ApplierConfig applierConfig;
    private final Streams truth = new Streams(new long[SHARDS]);
    private final Steps steps = new Steps(CORES, new long[SHARDS]);
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[512]);
    private Planted beforeRecovery = disk -> {};
    private int failsOneIn;
    private Streams found = new Streams(new long[SHARDS]);
    private long nowNs;

    JournalSimulation(long seed) {
        random = new Random(seed);
        machine = new Machine(seed, random, SHARDS);
        int flushBytes = 1 + random.nextInt(16 << 10);
        applierConfig =
                new ApplierConfig(
                        1 + random.nextInt(2_000),
                        random.nextInt(4) == 0 ? 100_000_000 : 0,
                        flushBytes,
                        200_000_000,
                        1 << 20);
    }

    /** What a bug does to the disk before it is recovered from. */
    interface Planted {
        void spoil(SimulatedDisk disk) throws IOException;
    }

    void beforeRecovery(Planted bug) {
        beforeRecovery = bug;
    }

    Machine machine() {
        return machine;
    }

    @Override
    public void run() throws IOException {
        Ending ending = Ending.ORDERLY;
        for (int life = 0; life < LIVES; life++) {
            Ending before = ending;
            ending = oneLife(before);
        }
        machine.disk.killProcess();
        compare(recover(), ending);
    }

    /** What was found behind the state, with the state before it, is all that was promised. */
    private void compare(NodeJournal journal, Ending ending) throws IOException {
        assertThat(journal.damages()).isEmpty();
        truth.recovered(found, ending, new boolean[SHARDS]);
        steps.recovered(truth.ends());
        SimulatedState expected = new SimulatedState(random, SHARDS);
        Tables.applyAll(truth, expected);
        SimulatedState recovered = machine.state.copy();
        Tables.applyAll(found, recovered);
        assertThat(Tables.contents(recovered)).isEqualTo(Tables.contents(expected));
        Streams replayed = new Streams(machine.state.applied().shardPositions());
        journal.replay(collectInto(replayed));
        assertThat(replayed.ends()).isEqualTo(found.ends());
    }

    private Ending oneLife(Ending before) throws IOException {
        try {
            plan();
            NodeJournal journal;
            try {
                machine.disk.failOneIn(failsOneIn);
                journal = recover();
            } catch (IOException e) {
                machine.disk.killProcess();
                return before;
            }
            machine.disk.failOneIn(0);
            compare(journal, before);
            machine.disk.failOneIn(failsOneIn);
            StateApplier applier = new StateApplier(journal, machine.state, TABLES, applierConfig);
            for (int step = 0; step < STEPS; step++) {
                step(journal, applier);
                observe(journal);
            }
            return end(journal, applier);
        } catch (PowerCut cut) {
            machine.losePower();
            return Ending.POWER_CUT;
        }
    }

    private void plan() {
        if (random.nextInt(3) == 0) {
            machine.disk.cutPowerAfter(random.nextInt(120));
        }
        if (random.nextInt(8) == 0) {
            machine.disk.failSyncAfter(random.nextInt(12));
        }
        failsOneIn = random.nextInt(6) == 0 ? 10 + random.nextInt(300) : 0;
        machine.disk.full(false);
    }

    private NodeJournal recover() throws IOException {
        beforeRecovery.spoil(machine.disk);
        Runnable[] wakes = {() -> {}, () -> {}};
        found = new Streams(machine.state.applied().shardPositions());
        return new NodeJournal(
                machine.disk,
                machine.quarantine,
                CONFIG,
                wakes,
                machine.state.applied(),
                collectInto(found));
    }

    private static FrameVisitor collectInto(Streams streams) {
        return (shard, type, at, position, buffer, offset, length) -> {
            byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            streams.appended(shard, bytes);
        };
    }

    private void step(NodeJournal journal, StateApplier applier) {
        nowNs += random.nextInt(10_000_000);
        switch (random.nextInt(11)) {
            case 0, 1, 2 -> append(journal);
            case 3 -> {
                for (int i = random.nextInt(8) == 0 ? random.nextInt(30) : 0; i >= 0; i--) {
                    append(journal);
                }
            }
            case 4, 5 -> endStep(journal, random.nextInt(CORES));
            case 6, 7 -> journal.writerTurn(nowNs);
            case 8 -> journal.supplyTurn();
            case 9 -> applier.turn(nowNs);
            default -> machine.disk.full(random.nextInt(4) == 0);
        }
    }

    private void endStep(NodeJournal journal, int core) {
        journal.core(core).doWork();
        steps.ended(core, truth.ends());
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
            if (position != truth.end(shard)) {
                throw new AssertionError("appended up to " + position);
            }
        }
    }

    private void observe(NodeJournal journal) {
        long[] applied = machine.state.applied().shardPositions();
        for (int shard = 0; shard < SHARDS; shard++) {
            long committed = journal.positions().committed(shard);
            truth.seen(shard, journal.positions().written(shard), committed);
            if (applied[shard] > committed) {
                throw new AssertionError("shard " + shard + " is applied before it is committed");
            }
        }
    }

    private Ending end(NodeJournal journal, StateApplier applier) {
        switch (random.nextInt(3)) {
            case 0 -> {
                machine.losePower();
                return Ending.POWER_CUT;
            }
            case 1 -> {
                machine.disk.killProcess();
                machine.loseState();
                return Ending.KILLED;
            }
            default -> {
                applier.drain(nowNs);
                machine.state.loseUnflushed();
                close(journal);
                return Ending.ORDERLY;
            }
        }
    }

    private void close(NodeJournal journal) {
        machine.disk.full(false);
        machine.disk.failOneIn(0);
        for (int core = 0; core < CORES; core++) {
            endStep(journal, core);
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

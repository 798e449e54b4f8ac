package io.robustmq.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.concurrent.AppendRing;
import io.robustmq.storage.journal.concurrent.StreamPositions;
import io.robustmq.storage.journal.concurrent.WriterState;
import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The writer's turns over a simulated disk: what is written and synced when, and what is promised.
 */
class JournalWriterTest {
    private static final String LONG = "x".repeat(450);

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
    private JournalRig rig;
    private int syncsBefore;

    @BeforeEach
    void open() throws IOException {
        rig = new JournalRig(disk);
        syncsBefore = disk.syncs();
    }

    private int syncs() {
        return disk.syncs() - syncsBefore;
    }

    @Test
    void shouldSyncOnceForAllCores() {
        long first = rig.append(0, Durability.SYNC, "a");
        long second = rig.append(1, Durability.SYNC, "b");

        rig.turn(0);

        assertThat(syncs()).isEqualTo(1);
        assertThat(rig.journal.cells().groups()).isEqualTo(1);
        assertThat(rig.journal.positions().committed(0)).isEqualTo(first);
        assertThat(rig.journal.positions().committed(1)).isEqualTo(second);
        assertThat(rig.wakes).containsExactly(1, 1);
    }

    @Test
    void shouldAcknowledgeIntervalFramesWhenWrittenAndSyncThemInTime() {
        long position = rig.append(0, Durability.INTERVAL, "a");

        rig.turn(0);
        assertThat(rig.journal.positions().written(0)).isEqualTo(position);
        assertThat(rig.core(0).reached(Durability.INTERVAL)).isEqualTo(32);
        assertThat(rig.wakes[0]).isPositive();
        rig.turn(JournalRig.INTERVAL_NS - 1);
        assertThat(syncs()).isZero();
        assertThat(rig.journal.positions().committed(0)).isZero();

        rig.turn(JournalRig.INTERVAL_NS);
        assertThat(syncs()).isEqualTo(1);
        assertThat(rig.journal.positions().committed(0)).isEqualTo(position);
    }

    @Test
    void shouldCountTheIntervalFromTheFirstFrameThatIsNotSynced() {
        rig.append(0, Durability.INTERVAL, "a");
        rig.turn(0);
        rig.append(0, Durability.INTERVAL, "b");
        rig.turn(JournalRig.INTERVAL_NS - 1);
        assertThat(syncs()).isZero();

        rig.turn(JournalRig.INTERVAL_NS);

        assertThat(syncs()).isEqualTo(1);
    }

    @Test
    void shouldNeverSyncForMemoryFramesBeforeTheInterval() {
        for (int i = 0; i < 7; i++) {
            rig.append(0, Durability.MEMORY, "a");
            rig.turn(i);
        }

        assertThat(rig.core(0).reached(Durability.MEMORY)).isEqualTo(7 * 32);
        assertThat(rig.journal.cells().groups()).isEqualTo(7);
        assertThat(syncs()).isZero();
    }

    @Test
    void shouldSayTheDurablePositionWithinASecondOfTheLastWrite() {
        rig.append(0, Durability.SYNC, "a");
        rig.turn(0);
        long bytes = rig.journal.cells().bytes();

        rig.turn(1_000_000_000);

        assertThat(rig.journal.cells().bytes()).isEqualTo(bytes + GroupFlyweight.BYTES);
        rig.turn(2_000_000_000);
        rig.turn(3_000_000_000L);
        assertThat(rig.journal.cells().bytes()).as("once").isEqualTo(bytes + GroupFlyweight.BYTES);
    }

    @Test
    void shouldGoOnInTheNextSegmentAndSyncTheOneBefore() {
        for (int i = 0; i < 7; i++) { // 7 × (56 + 480) bytes, and no eighth, in 4 KiB
            rig.append(0, Durability.MEMORY, LONG);
            rig.turn(0);
        }
        assertThat(syncs()).isZero();
        rig.journal.supplyTurn();
        syncsBefore = disk.syncs();
        rig.append(0, Durability.MEMORY, LONG);

        rig.turn(0);

        assertThat(syncs()).isEqualTo(1);
        assertThat(rig.journal.positions().committed(0)).isEqualTo(7 * 480);
        assertThat(rig.journal.segments().all()).hasSize(2);
    }

    @Test
    void shouldStallWithoutASpareSegmentLoseNothingAndGoOnByItself() {
        disk.full(true);
        long last = 0;
        for (int i = 0; i < 10; i++) {
            last = rig.append(0, Durability.SYNC, LONG);
            rig.journal.supplyTurn();
            rig.turn(0);
        }
        assertThat(rig.journal.cells().stalls()).isPositive();
        assertThat(rig.journal.shortOfSpace()).contains("No space left");
        assertThat(rig.journal.positions().committed(0)).isLessThan(last);
        assertThat(rig.journal.state().isFenced()).isFalse();

        disk.full(false);
        rig.journal.supplyTurn();
        rig.turn(1);
        rig.turn(2);

        assertThat(rig.journal.positions().committed(0)).isEqualTo(last);
        assertThat(rig.journal.shortOfSpace()).isNull();
    }

    @Test
    void shouldNotRetryASyncThatFailedOnce() throws IOException { // D6
        long kept = rig.append(0, Durability.SYNC, "a");
        rig.turn(0);
        disk.failSyncAfter(0);
        rig.append(0, Durability.SYNC, "b");

        rig.turn(1);

        assertThat(rig.journal.state().fencedBecause())
                .contains("Input/output error")
                .contains("position");
        assertThat(rig.journal.cells().fences()).isEqualTo(1);
        int syncsThen = disk.syncs();
        assertThat(rig.append(0, Durability.SYNC, "c")).isEqualTo(Journal.FENCED);
        assertThat(rig.turn(1_000_000_000)).isZero();
        rig.journal.close(2_000_000_000);
        assertThat(disk.syncs()).isEqualTo(syncsThen);
        assertThat(rig.journal.positions().committed(0)).isEqualTo(kept);
        assertThat(rig.core(0).reached(Durability.SYNC)).isEqualTo(32);
    }

    @Test
    void shouldMakeNoGroupLargerThanItsBoundAndServeEveryCore() throws IOException {
        JournalConfig large = new JournalConfig(2, 64 << 20, 8 << 20, JournalRig.INTERVAL_NS);
        JournalRig big = new JournalRig(new SimulatedDisk(new Random(1)), large);
        String payload = "y".repeat(1 << 20);
        for (int i = 0; i < 6; i++) {
            big.append(0, Durability.SYNC, "y".repeat(large.ringBytes() / 8 - 24));
        }
        for (int i = 0; i < 6; i++) {
            big.append(1, Durability.SYNC, payload.substring(64));
        }

        big.turn(0);
        long bytes = big.journal.cells().bytes();
        big.turn(0);

        assertThat(bytes).isLessThanOrEqualTo(JournalWriter.GROUP_BYTES_MAX + GroupFlyweight.BYTES);
        assertThat(big.journal.positions().committed(0)).isPositive();
        assertThat(big.journal.positions().committed(1)).isPositive();
    }

    @Test
    void shouldFindTheLongestFrameThatTheLargestRingTakes() throws IOException {
        JournalConfig large = new JournalConfig(1, 64 << 20, 64 << 20, JournalRig.INTERVAL_NS);
        JournalRig big = new JournalRig(new SimulatedDisk(new Random(1)), large);
        int longest = big.core(0).maxPayloadBytes();
        big.append(0, Durability.SYNC, "z".repeat(longest));
        big.turn(0);

        JournalRig found = new JournalRig(big.disk, large);
        int[] replayed = new int[1];
        found.journal.replay((s, t, at, p, buffer, offset, length) -> replayed[0] += length);

        assertThat(found.journal.damages()).isEmpty();
        assertThat(found.found.getFirst()).hasSize(1);
        assertThat(replayed[0]).isEqualTo(longest);
    }

    @Test
    void shouldFenceRatherThanWriteAStreamWithAGap() {
        AppendRing[] rings = {new AppendRing(1 << 10)};
        StreamPositions positions = new StreamPositions(0, new long[1]);
        WriterState state = new WriterState();
        SegmentSupply supply = new SegmentSupply(disk, 1 << 16, SegmentHeader.bytes(1), 0);
        supply.doWork();
        CoreJournal core = new CoreJournal(rings[0], positions, state, new long[] {64});
        JournalWriter writer =
                new JournalWriter(
                        new JournalStart(0, 1, 0, new long[1], new int[1]),
                        rings,
                        new Runnable[] {() -> {}},
                        positions,
                        state,
                        new Segments(1 << 16),
                        supply,
                        new JournalCells(),
                        JournalRig.INTERVAL_NS);
        core.append(0, 1, Durability.SYNC, new UnsafeBuffer(new byte[8]), 0, 8);
        core.doWork();

        writer.doWork(0);

        assertThat(state.fencedBecause()).contains("a gap in the stream of shard 0");
        assertThat(positions.written(0)).isZero();
    }
}

package io.robustmq.kafka.group.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.shard.Tables;
import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.KeepingJournal;
import io.robustmq.storage.state.RocksConfig;
import io.robustmq.storage.state.RocksState;
import io.robustmq.storage.state.StateBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows, and the events behind them, are the whole of every group. */
class GroupTablesTest {
    private static final JournalPoint POINT = JournalPoint.start(GroupRig.SHARDS.count());
    private static final int STEPS = 1_500;
    private static final int STEPS_PER_LOOK = 50;
    private static final int FRAMES_PER_BATCH_MAX = 40;

    @TempDir private Path directory;
    private final GroupTables tables = new GroupTables();
    private final StateBatch batch = new StateBatch();

    /** Frames that the batch has, and those that the store has. */
    private int applied;

    private int written;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldComeBackFromRowsAndTheEventsBehindThem(long seed) throws IOException {
        RocksConfig config = RocksConfig.of(directory.resolve("state"), GroupRig.SHARDS.count());
        RandomGroupLife life = new RandomGroupLife(new Random(seed));
        GroupRig rig = life.rig();
        Random random = new Random(seed + 1);
        try (RocksState store = RocksState.open(config)) {
            for (int step = 0; step < STEPS; step++) {
                life.step();

                apply(rig, random.nextInt(FRAMES_PER_BATCH_MAX));
                if (random.nextInt(10) == 0) {
                    write(store);
                }
                if (step % STEPS_PER_LOOK == 0) {
                    String before = life.picture();
                    restart(rig, store);
                    assertThat(life.picture()).as("seed %d step %d", seed, step).isEqualTo(before);
                }
            }
        }
        assertThat(life.kinds()).contains("Stable", "Empty", "Reconciling");
    }

    @Test
    void shouldLeaveNoRowOfMembersThatLeft() throws IOException {
        RocksConfig config = RocksConfig.of(directory.resolve("state"), GroupRig.SHARDS.count());
        RandomGroupLife life = new RandomGroupLife(new Random(7));
        for (int member = 0; member < 20; member++) {
            life.comeAndGo("k0", "member-" + member);
        }

        try (RocksState store = RocksState.open(config)) {
            apply(life.rig(), Integer.MAX_VALUE);
            write(store);
            assertThat(rows(store)).isEqualTo(2); // the group's epoch and the target's
        }
    }

    @Test
    void shouldLeaveNoRowOfADeletedGroup() throws IOException {
        RocksConfig config = RocksConfig.of(directory.resolve("state"), GroupRig.SHARDS.count());
        RandomGroupLife life = new RandomGroupLife(new Random(7));
        for (int step = 0; step < STEPS; step++) {
            life.step();
        }

        life.deleteAll();

        try (RocksState store = RocksState.open(config)) {
            apply(life.rig(), Integer.MAX_VALUE);
            write(store);
            assertThat(rows(store)).isZero();
        }
    }

    private static int rows(RocksState store) throws IOException {
        int[] rows = {0};
        store.forEach(
                Tables.KAFKA_GROUPS,
                new UnsafeBuffer(new byte[0]),
                0,
                0,
                (key, keyAt, keyLength, value, at, length) -> {
                    rows[0]++;
                    return true;
                });
        return rows[0];
    }

    private void apply(GroupRig rig, int frames) {
        int end = Math.min(rig.journal.frames().size(), applied + Math.min(frames, 1 << 20));
        for (; applied < end; applied++) {
            KeepingJournal.Frame frame = rig.journal.frames().get(applied);
            UnsafeBuffer event = new UnsafeBuffer(frame.payload());
            tables.apply(frame.shard(), frame.type(), event, 0, event.capacity(), batch);
        }
    }

    private void write(RocksState store) throws IOException {
        store.write(batch, POINT);
        batch.clear();
        written = applied;
    }

    private void restart(GroupRig rig, RocksState store) throws IOException {
        rig.restartEmpty();
        for (int shard = 0; shard < GroupRig.SHARDS.count(); shard++) {
            rig.coordinator.load(shard, store);
        }
        rig.replayFrom(written);
        rig.coordinator.resume();
    }
}

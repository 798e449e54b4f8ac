package io.robustmq.storage.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.disk.FileDisk;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.JournalThreads;
import io.robustmq.storage.journal.NodeJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class StateThreadTest {
    private static final int SHARDS = 1;
    private static final JournalConfig CONFIG =
            new JournalConfig(SHARDS, 64 << 10, 64 << 10, 1_000_000);

    @TempDir private Path directory;
    private final SimulatedState store = new SimulatedState(new Random(1), SHARDS);
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[] {'a'});
    private final List<String> stopped = new CopyOnWriteArrayList<>();
    private NodeJournal journal;

    @BeforeEach
    void open() throws IOException {
        journal =
                new NodeJournal(
                        new FileDisk(directory.resolve("journal")),
                        new FileDisk(directory.resolve("quarantine")),
                        CONFIG,
                        new Runnable[] {() -> {}},
                        store.applied(),
                        (shard, type, at, position, buffer, offset, length) -> {});
    }

    @Test
    void shouldFlushAllThatIsCommittedWhenItStops() throws IOException, InterruptedException {
        JournalThreads threads = JournalThreads.start(journal, reason -> {});
        StateThread state =
                start((shard, type, at, bytes, offset, length, batch) ->
                        batch.put(0, bytes, offset, length, bytes, offset, length));
        appendOne();

        state.stop();
        threads.stop();

        store.loseUnflushed();
        assertThat(store.get(0, payload, 0, 1, new UnsafeBuffer(new byte[1]))).isEqualTo(1);
        assertThat(store.applied().shardPositions()).containsExactly(32);
    }

    @Test
    void shouldFenceTheJournalWhenItDies() throws IOException, InterruptedException {
        JournalThreads threads = JournalThreads.start(journal, reason -> {});
        StateThread state =
                start((shard, type, at, bytes, offset, length, batch) -> {
                    throw new StackOverflowError("planted");
                });

        appendOne();
        await(() -> journal.state().isFenced());

        assertThat(journal.state().fencedBecause()).contains("planted");
        state.stop();
        threads.stop();
    }

    @Test
    void shouldTellOnceOfAShardThatStopped() throws IOException, InterruptedException {
        JournalThreads threads = JournalThreads.start(journal, reason -> {});
        StateThread state =
                start((shard, type, at, bytes, offset, length, batch) -> {
                    throw new IllegalStateException("no such thing");
                });
        appendOne();
        appendOne();

        state.stop();
        threads.stop();

        assertThat(stopped)
                .containsExactly("shard 0 at 0: java.lang.IllegalStateException: no such thing");
    }

    private StateThread start(FrameApplier.AtOnce frames) {
        return StateThread.start(
                new StateApplier(journal, store, frames, ApplierConfig.standard()), stopped::add);
    }

    private void appendOne() {
        Journal core = journal.core(0);
        core.append(0, 1, Durability.SYNC, payload, 0, 1);
        core.doWork();
        await(() -> core.reached(Durability.SYNC) == core.handOver());
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(Thread.currentThread().isInterrupted()).as("too late").isFalse();
            Thread.onSpinWait();
        }
    }
}

package io.robustmq.storage.state;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.disk.FileDisk;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.journal.concurrent.SegmentHolds.Hold;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateApplierTest {
    private static final int SHARDS = 2;
    private static final int SEGMENT_BYTES = 4 << 10;
    private static final JournalConfig JOURNAL =
            new JournalConfig(SHARDS, SEGMENT_BYTES, 4 << 10, 1_000_000_000);
    private static final ApplierConfig APPLIER =
            new ApplierConfig(1 << 10, 0, SEGMENT_BYTES, 1_000_000_000, 3 * SEGMENT_BYTES);

    private static final FrameApplier.AtOnce TABLES = StateApplierTest::apply;

    @TempDir private Path directory;
    private StateStore store = new SimulatedState(new Random(1), SHARDS);
    private final List<String> replayed = new ArrayList<>();
    private NodeJournal journal;
    private StateApplier applier;

    @BeforeEach
    void start() throws IOException {
        replayed.clear();
        journal =
                new NodeJournal(
                        new FileDisk(directory.resolve("journal")),
                        new FileDisk(directory.resolve("quarantine")),
                        JOURNAL,
                        new Runnable[] {() -> {}},
                        store.applied(),
                        (shard, type, at, position, buffer, offset, length) ->
                                replayed.add(
                                        shard
                                                + buffer.getStringWithoutLengthAscii(
                                                        offset, length)));
        applier = new StateApplier(journal, store, TABLES, APPLIER);
    }

    /** "key=value"; a frame without the sign means nothing. */
    private static void apply(
            int shard,
            int type,
            long shardPosition,
            DirectBuffer payload,
            int offset,
            int length,
            StateBatch batch) {
        String[] entry = payload.getStringWithoutLengthAscii(offset, length).split("=", 2);
        UnsafeBuffer key = new UnsafeBuffer(entry[0].getBytes(US_ASCII));
        batch.put(shard, key, 0, key.capacity(), payload, offset, length);
        if (entry.length < 2) {
            throw new IllegalArgumentException("no entry");
        }
    }

    @Test
    void shouldApplyWhatIsCommittedAndNothingElse() throws IOException {
        append(0, "a=1");
        turnJournal();
        assertThat(applier.turn(0)).isZero();
        assertThat(entries(0)).isEmpty();
        assertThat(applier.applied(0)).isZero();

        sync();
        assertThat(applier.turn(0)).isPositive();
        assertThat(entries(0)).containsExactly("a=1");
        assertThat(applier.applied(0)).isEqualTo(journal.core(0).appended(0));
        assertThat(store.applied().shardPositions())
                .containsExactly(journal.core(0).appended(0), 0);
    }

    @Test
    void shouldGatherForItsIntervalAndFlushWhatItGathered() throws IOException {
        ApplierConfig gathering = new ApplierConfig(1 << 10, 50, SEGMENT_BYTES, 500, 1 << 20);
        applier = new StateApplier(journal, store, TABLES, gathering);
        append(0, "a=1");
        sync();

        applier.turn(100);
        append(0, "a=2");
        sync();
        applier.turn(149);
        assertThat(store.applied().journalPosition()).isZero();
        assertThat(entries(0)).isEmpty();

        applier.turn(150);
        assertThat(entries(0)).containsExactly("a=2");
        assertThat(store.applied().journalPosition())
                .isEqualTo(journal.positions().committedJournal());
        assertThat(store.flushedPosition()).isZero();

        applier.turn(600);
        assertThat(applier.backlogBytes()).isZero();
    }

    @Test
    void shouldWriteWhatWasHeldBackAndCountItAsPartOfTheBatch() throws IOException {
        ApplierConfig gathering = new ApplierConfig(1 << 10, 50, SEGMENT_BYTES, 500, 1 << 20);
        HoldingBack holding = new HoldingBack();
        applier = new StateApplier(journal, store, holding, gathering);
        append(0, "a=1");
        sync();

        applier.turn(100);
        assertThat(entries(0)).isEmpty();
        applier.turn(150);
        assertThat(entries(0)).containsExactly("a=1");

        append(0, "b=1");
        sync();
        holding.bytesEach = 1 << 10;
        applier.turn(151);
        assertThat(entries(0)).as("as much as a batch takes").containsExactly("a=1", "b=1");
    }

    /** Puts nothing before it must. */
    private static final class HoldingBack implements FrameApplier {
        private final List<UnsafeBuffer> held = new ArrayList<>();
        int bytesEach;

        @Override
        public void apply(
                int shard,
                int type,
                long shardPosition,
                DirectBuffer payload,
                int offset,
                int length,
                StateBatch batch) {
            UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
            copy.putBytes(0, payload, offset, length);
            held.add(copy);
        }

        @Override
        public void complete(StateBatch batch) {
            held.forEach(each -> StateApplierTest.apply(0, 1, 0, each, 0, each.capacity(), batch));
            held.clear();
        }

        @Override
        public int pendingBytes() {
            return held.size() * bytesEach;
        }
    }

    @Test
    void shouldGoOnAfterARestartWhereTheTablesEnd() throws IOException {
        append(0, "a=1");
        append(1, "b=1");
        sync();
        applier.drain(0);
        append(0, "a=2");
        sync();

        restart();

        assertThat(replayed).containsExactly("0a=2");
        assertThat(journal.damages()).isEmpty();
        applier.drain(0);
        assertThat(entries(0)).containsExactly("a=2");
        assertThat(entries(1)).containsExactly("b=1");
    }

    @Test
    void shouldFreeTheJournalThatNoKeptStateNeeds() throws IOException {
        fill(10);
        assertThat(segments()).hasSizeGreaterThan(9);

        applier.drain(0);

        assertThat(segments()).hasSizeLessThan(5);
        assertThat(applier.backlogBytes()).isZero();
        restart();
        assertThat(journal.damages()).isEmpty();
        assertThat(replayed).isEmpty();
    }

    @Test
    void shouldKeepWhatSomebodyHolds() throws IOException {
        Hold hold = journal.hold(0);
        fill(10);
        applier.drain(0);
        assertThat(segments()).contains("segment-0000000000000000");

        hold.moveTo(2 * SEGMENT_BYTES + 1);
        fill(2);
        applier.drain(0);
        assertThat(segments().getFirst()).isEqualTo("segment-0000000000000002");

        hold.release();
        fill(2);
        applier.drain(0);
        assertThat(segments()).hasSizeLessThan(5);
    }

    @Test
    void shouldSayWhenAStartWouldReplayTooMuch() throws IOException {
        fill(2);
        assertThat(applier.mustSlowDown()).isFalse();

        fill(2);
        assertThat(applier.mustSlowDown()).isTrue();

        applier.drain(0);
        assertThat(applier.mustSlowDown()).isFalse();
    }

    @Test
    void shouldStopAShardRatherThanGoOnWithoutAFrame() throws IOException {
        append(0, "a=1");
        append(0, "nothing");
        append(0, "a=2");
        append(1, "b=1");
        sync();
        fill(10);
        applier.drain(0);

        assertThat(entries(0)).containsExactly("a=1");
        assertThat(entries(1)).contains("b=1");
        assertThat(applier.stoppedBecause(0)).contains("no entry");
        assertThat(applier.stoppedBecause(1)).isNull();
        assertThat(segments()).as("all of the journal").contains("segment-0000000000000000");
        restart();
        assertThat(journal.isDamaged(0)).isTrue();
        assertThat(journal.isDamaged(1)).isFalse();
    }

    @Test
    void shouldFreeNothingAfterARestartWithAShardThatStopped() throws IOException {
        append(0, "nothing");
        sync();
        fill(3);
        applier.drain(0);

        restart();
        fill(10);
        applier.drain(0);

        assertThat(segments()).contains("segment-0000000000000000");
    }

    @Test
    void shouldNotApplyWhatIsBehindDamage() throws IOException {
        append(0, "a=1");
        sync();
        long damagedFrom = journal.positions().committedJournal();
        append(0, "a=2");
        sync();
        append(0, "a=3");
        append(1, "b=1");
        sync();
        flip(damagedFrom + 80);
        fill(10);
        applier.drain(0);

        assertThat(entries(0)).containsExactly("a=1");
        assertThat(entries(1)).contains("b=1");
        assertThat(segments()).contains("segment-0000000000000000");
    }

    @Test
    void shouldFenceTheJournalWhenTheTablesFail() throws IOException {
        store = new FailingState(SHARDS);
        applier = new StateApplier(journal, store, TABLES, APPLIER);
        append(0, "a=1");
        sync();

        applier.turn(0);

        assertThat(journal.state().fencedBecause()).contains("no space");
        assertThat(append(0, "a=2")).isEqualTo(Journal.FENCED);
        assertThat(applier.turn(0)).isZero();
    }

    @Test
    void shouldFenceTheJournalWhenTheTablesCannotBeRead() throws IOException {
        FrameApplier.AtOnce reading =
                (shard, type, position, payload, offset, length, batch) -> {
                    throw new UncheckedIOException(new IOException("a bad block"));
                };
        applier = new StateApplier(journal, store, reading, APPLIER);
        append(0, "a=1");
        sync();

        applier.turn(0);

        assertThat(journal.state().fencedBecause()).contains("a bad block");
        assertThat(applier.stoppedBecause(0)).as("the frame is not to blame").isNull();
        assertThat(applier.turn(0)).isZero();
    }

    @Test
    void shouldNotReadAtAStartWhatTheTablesStandFor() throws IOException {
        Hold hold = journal.hold(0);
        fill(6);
        applier.drain(0);
        hold.release();
        flip(300);

        restart();

        assertThat(journal.damages()).isEmpty();
        assertThat(replayed).isEmpty();
    }

    @Test
    void shouldServeNoShardWhenTheJournalIsGone() throws IOException {
        append(0, "a=1");
        sync();
        applier.drain(0);
        journal.close(0);
        for (String segment : segments()) {
            Files.delete(directory.resolve("journal").resolve(segment));
        }

        start();

        assertThat(journal.isDamaged(0)).isTrue();
        assertThat(journal.isDamaged(1)).isTrue();
        assertThat(journal.damages()).hasSize(1);
    }

    @Test
    void shouldUseFreedFilesAgainAndNotTakeTheirOldFramesForNew() throws IOException {
        for (int round = 0; round < 5; round++) {
            fill(3);
            applier.drain(0);
        }
        append(0, "a=1");
        sync();

        restart();

        assertThat(replayed).containsExactly("0a=1");
        assertThat(journal.damages()).isEmpty();
        assertThat(directory.resolve("quarantine")).isEmptyDirectory();
    }

    @Test
    void shouldBringRocksTablesUpOverRestarts() throws IOException {
        RocksConfig config = RocksConfig.of(directory.resolve("state"), SHARDS);
        try (RocksState first = RocksState.open(config)) {
            store = first;
            restart();
            fill(6);
            append(0, "a=1");
            sync();
            applier.drain(0);
            append(0, "a=2");
            sync();
            applier.turn(0);
        }
        try (RocksState second = RocksState.open(config)) {
            store = second;
            restart();

            assertThat(journal.damages()).isEmpty();
            assertThat(replayed).containsExactly("0a=2");
            assertThat(entries(0)).contains("a=1");
            applier.drain(0);
            assertThat(entries(0)).contains("a=2").doesNotContain("a=1");
        }
    }

    /** Whole segments of frames of shard 1, synced. */
    private void fill(int segments) throws IOException {
        long from = journal.positions().committedJournal() / SEGMENT_BYTES;
        while (journal.positions().committedJournal() / SEGMENT_BYTES < from + segments) {
            append(1, "f=" + "x".repeat(400));
            sync();
        }
    }

    private long append(int shard, String payload) {
        UnsafeBuffer bytes = new UnsafeBuffer(payload.getBytes(US_ASCII));
        return journal.core(0).append(shard, 1, Durability.INTERVAL, bytes, 0, bytes.capacity());
    }

    private void turnJournal() {
        journal.core(0).doWork();
        while (journal.supplyTurn() + journal.writerTurn(0) > 0) {
            // Until everything is written.
        }
    }

    private void sync() {
        turnJournal();
        journal.writerTurn(JOURNAL.syncIntervalNs());
    }

    private void restart() throws IOException {
        journal.close(0);
        start();
    }

    private List<String> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
            return files.map(each -> each.getFileName().toString())
                    .filter(each -> each.startsWith("segment-"))
                    .sorted()
                    .toList();
        }
    }

    private List<String> entries(int table) throws IOException {
        List<String> found = new ArrayList<>();
        store.forEach(
                table,
                new UnsafeBuffer(new byte[0]),
                0,
                0,
                (key, keyAt, keyLength, value, valueAt, valueLength) ->
                        found.add(value.getStringWithoutLengthAscii(valueAt, valueLength)));
        return found;
    }

    private void flip(long journalPosition) throws IOException {
        Path file = directory.resolve("journal").resolve("segment-0000000000000000");
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) journalPosition] ^= 1;
        Files.write(file, bytes, StandardOpenOption.WRITE);
        assertThat(Arrays.equals(bytes, Files.readAllBytes(file))).isTrue();
    }
}

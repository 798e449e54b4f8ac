package io.robustmq.storage.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

class RocksStateTest extends StateStoreContract {
    @TempDir private Path directory;
    private RocksState state;

    @BeforeEach
    void open() throws IOException {
        state = RocksState.open(config(SHARDS));
    }

    @AfterEach
    void close() {
        state.close();
    }

    private RocksConfig config(int shards) {
        return new RocksConfig(directory.resolve("state"), shards, 1 << 20, 1 << 20);
    }

    @Override
    StateStore store() {
        return state;
    }

    @Override
    void reopen() throws IOException {
        state.close();
        state = RocksState.open(config(SHARDS));
    }

    @Test
    void shouldTouchNoDiskBeforeTheFirstWrite() throws IOException {
        state.flush();

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldRefuseTablesOfAnotherNumberOfShards() throws IOException {
        put(0, "a", "1");
        write(100);
        state.flush();
        state.close();

        assertThatThrownBy(() -> RocksState.open(config(SHARDS + 1)))
                .hasMessage("the state tables stand for 3 shards, the journal has 4");
    }

    @Test
    void shouldReadTablesOfTheVersionBefore() throws IOException, RocksDBException {
        putAndFlush();
        setVersion(StatePoint.VERSION_WITHOUT_RUNS);

        reopen();

        assertThat(keys(0, "")).containsExactly("a=1");
        assertThat(state.applied().journalPosition()).isEqualTo(100);
    }

    @Test
    void shouldRefuseTablesOfALaterVersionByName() throws IOException, RocksDBException {
        putAndFlush();
        setVersion(3);

        assertThatThrownBy(this::reopen)
                .hasMessage(
                        "the state tables have format version 3; this program reads versions 1 and"
                                + " 2");
    }

    private void putAndFlush() throws IOException {
        put(0, "a", "1");
        write(100);
        state.flush();
        state.close();
    }

    private void setVersion(int version) throws RocksDBException {
        try (RocksTables tables = RocksTables.open(state("live"), config(SHARDS), false);
                WriteBatch change = new WriteBatch()) {
            ByteBuffer value = ByteBuffer.allocateDirect(StatePoint.bytes(SHARDS));
            tables.get(StatePoint.key(), value);
            value.order(ByteOrder.LITTLE_ENDIAN).clear().putInt(0, version);
            change.put(StatePoint.key(), value);
            tables.write(change);
            tables.flush();
        }
    }

    @Test
    void shouldGoBackToTheLastCheckpointWhenTheLiveTablesAreDamaged() throws IOException {
        flushTwice();
        damage(state("live"), "MANIFEST-*");

        reopen();

        assertThat(keys(0, "")).containsExactly("a=2");
        assertThat(state.applied().journalPosition()).isEqualTo(200);
        assertThat(state("damaged-0")).isDirectory();
    }

    @Test
    void shouldGoBackToTheOlderCheckpointWhenTheLastIsDamagedToo() throws IOException {
        flushTwice();
        damage(state("live"), "CURRENT");
        damage(state("checkpoint-00000000000000c8"), "MANIFEST-*");

        reopen();

        assertThat(keys(0, "")).containsExactly("a=1");
        assertThat(state.applied().journalPosition()).isEqualTo(100);
        put(0, "b", "3");
        write(150);
        state.flush();
        assertThat(state.keptPosition()).isEqualTo(100);
        reopen();
        assertThat(keys(0, "")).containsExactly("a=1", "b=3");
    }

    @Test
    void shouldGoBackWhenATableIsDamagedThatTheLastCheckpointSharesWithTheLiveOnes()
            throws IOException {
        flushTwice();
        flip(newestTable(state("live")));

        reopen();

        assertThat(keys(0, "")).containsExactly("a=1");
        assertThat(state.applied().journalPosition()).isEqualTo(100);
    }

    private static Path newestTable(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(each -> each.toString().endsWith(".sst"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    /** One bit of the first entry, in place: other names of the file see it too. */
    private static void flip(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, 3);
            one.put(0, (byte) (one.get(0) ^ 1)).flip();
            channel.write(one, 3);
        }
    }

    @Test
    void shouldRefuseToOpenWhenNothingIsWhole() throws IOException {
        flushTwice();
        for (String each :
                List.of("live", "checkpoint-0000000000000064", "checkpoint-00000000000000c8")) {
            damage(state(each), "MANIFEST-*");
        }

        assertThatThrownBy(this::reopen).hasMessageContaining("are damaged");
    }

    @Test
    void shouldDeleteWhatWasLeftUnfinished() throws IOException {
        flushTwice();
        Path unfinished = Files.createDirectory(state("checkpoint-00000000000000c9.tmp"));

        reopen();

        assertThat(unfinished).doesNotExist();
        assertThat(keys(0, "")).containsExactly("a=2");
    }

    private void flushTwice() throws IOException {
        put(0, "a", "1");
        write(100);
        state.flush();
        put(0, "a", "2");
        write(200);
        state.flush();
        state.close();
    }

    private Path state(String name) {
        return directory.resolve("state").resolve(name);
    }

    private static void damage(Path directory, String files) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, files)) {
            for (Path each : found) {
                Files.write(each, new byte[] {1, 2, 3});
            }
        }
    }
}

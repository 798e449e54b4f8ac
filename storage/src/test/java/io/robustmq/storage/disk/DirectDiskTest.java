package io.robustmq.storage.disk;

import static io.robustmq.storage.disk.concurrent.RecentBytes.BLOCK_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.disk.concurrent.RecentBytes;
import io.robustmq.storage.disk.concurrent.UntouchedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectDiskTest extends DiskContractTest {
    private static final int RECENT_BYTES = 4 * BLOCK_BYTES;
    private static final int FILE_BYTES = 64 * BLOCK_BYTES;

    @TempDir Path directory;
    private DirectDisk direct;

    @BeforeEach
    void make() throws IOException {
        direct = new DirectDisk(directory.resolve("journal"), RECENT_BYTES);
    }

    @Override
    Disk disk() {
        return direct;
    }

    private byte[] onDisk(String name) throws IOException {
        return Files.readAllBytes(directory.resolve("journal").resolve(name));
    }

    private static byte[] randomBytes(int count, int seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(DiskFile file, long at, ByteBuffer into) throws IOException {
        int count = file.read(at, into);
        byte[] bytes = new byte[count];
        into.get(into.position() - count, bytes);
        return bytes;
    }

    @Test
    void shouldAppendPiecesOfAnyLengthOneBehindTheOther() throws IOException {
        byte[] all = randomBytes(FILE_BYTES, 1);
        Random lengths = new Random(2);

        try (DiskFile file = direct.create("a", FILE_BYTES)) {
            for (int at = 0; at < all.length; ) {
                int first = Math.min(lengths.nextInt(3 * BLOCK_BYTES), all.length - at);
                int second = Math.min(lengths.nextInt(100), all.length - at - first);
                ByteBuffer[] parts = {
                    ByteBuffer.wrap(all, at, first), ByteBuffer.wrap(all, at + first, second)
                };
                file.append(at, parts, 2);
                at += first + second;
                assertThat(Arrays.copyOf(onDisk("a"), at)).isEqualTo(Arrays.copyOf(all, at));
            }
            file.sync();
        }

        assertThat(onDisk("a")).isEqualTo(all);
    }

    @Test
    void shouldMakeEveryFileOfZerosHoweverManyCameBefore() throws IOException {
        int bytes = 3 << 20; // more than is written at once
        byte[] some = randomBytes(3 * BLOCK_BYTES + 1, 3);

        for (int i = 0; i < 5; i++) {
            try (DiskFile file = direct.create("f" + i, bytes)) {
                file.append(0, new ByteBuffer[] {ByteBuffer.wrap(some)}, 1);
            }
        }

        byte[] expected = Arrays.copyOf(some, bytes);
        for (int i = 0; i < 5; i++) {
            assertThat(onDisk("f" + i)).isEqualTo(expected);
        }
    }

    @Test
    void shouldBeginAnewAtTheFilesBeginningAndKeepWhatLiesBehindTheNextBlock() throws IOException {
        byte[] old = randomBytes(FILE_BYTES, 1);
        try (DiskFile file = direct.create("a", FILE_BYTES)) {
            file.append(0, new ByteBuffer[] {ByteBuffer.wrap(old)}, 1);

            file.append(0, new ByteBuffer[] {ByteBuffer.wrap(new byte[] {1, 2, 3})}, 1);
        }

        byte[] now = onDisk("a");
        assertThat(Arrays.copyOf(now, 5)).containsExactly(1, 2, 3, 0, 0);
        assertThat(Arrays.copyOfRange(now, BLOCK_BYTES, FILE_BYTES))
                .isEqualTo(Arrays.copyOfRange(old, BLOCK_BYTES, FILE_BYTES));
    }

    @Test
    void shouldWriteWhatDoesNotFollowTheLastAppendAndTouchNothingElse() throws IOException {
        byte[] all = randomBytes(BLOCK_BYTES, 1);
        try (DiskFile file = direct.create("a", FILE_BYTES)) {
            file.append(0, new ByteBuffer[] {ByteBuffer.wrap(all)}, 1);

            file.append(10, new ByteBuffer[] {ByteBuffer.wrap(new byte[] {1, 2})}, 1);
            file.append(12, new ByteBuffer[] {ByteBuffer.wrap(new byte[] {3})}, 1);

            byte[] expected = all.clone();
            expected[10] = 1;
            expected[11] = 2;
            expected[12] = 3;
            assertThat(read(file, 0, ByteBuffer.allocate(BLOCK_BYTES))).isEqualTo(expected);
        }
    }

    @Test
    void shouldReadTheSameFromMemoryFromBlocksAndFromThePageCache() throws IOException {
        byte[] all = randomBytes(FILE_BYTES, 1);
        try (DiskFile file = direct.create("a", FILE_BYTES)) {
            file.append(0, new ByteBuffer[] {ByteBuffer.wrap(all)}, 1);
            for (int at : new int[] {0, BLOCK_BYTES, 5, FILE_BYTES - BLOCK_BYTES}) {
                byte[] expected = Arrays.copyOfRange(all, at, at + 1_000);
                ByteBuffer aligned = UntouchedMemory.allocate(2 * BLOCK_BYTES, BLOCK_BYTES);

                assertThat(read(file, at, ByteBuffer.allocate(1_000))).isEqualTo(expected);
                assertThat(read(file, at, aligned.limit(1_000))).isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldTakeWhatIsWrittenElsewhereIntoTheFileIntoAccount() throws IOException {
        byte[] all = randomBytes(2 * BLOCK_BYTES, 1);
        try (DiskFile file = direct.create("a", FILE_BYTES)) {
            file.append(0, new ByteBuffer[] {ByteBuffer.wrap(all)}, 1);

            file.write(1, new ByteBuffer[] {ByteBuffer.wrap(new byte[] {9})}, 1);

            assertThat(read(file, 0, ByteBuffer.allocate(3))).containsExactly(all[0], 9, all[2]);
        }
    }

    @Test
    void shouldFinishInTheUsualWayWhatTheSystemTakesInPartOnly() throws IOException {
        byte[] all = randomBytes(5_000, 1);
        Path path = directory.resolve("short");
        Files.write(path, new byte[FILE_BYTES]);
        try (DirectFile file =
                new DirectFile(
                        new FileDisk.ChannelFile(
                                FileChannel.open(
                                        path, StandardOpenOption.READ, StandardOpenOption.WRITE)),
                        new ShortChannel(
                                FileChannel.open(
                                        path, StandardOpenOption.READ, StandardOpenOption.WRITE),
                                1_000),
                        new RecentBytes(RECENT_BYTES))) {
            file.append(0, new ByteBuffer[] {ByteBuffer.wrap(all, 0, 3_000)}, 1);
            file.append(3_000, new ByteBuffer[] {ByteBuffer.wrap(all, 3_000, 2_000)}, 1);
        }

        assertThat(Arrays.copyOf(Files.readAllBytes(path), 5_000)).isEqualTo(all);
    }
}

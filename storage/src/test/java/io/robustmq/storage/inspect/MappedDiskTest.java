package io.robustmq.storage.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedDiskTest {
    private static final int PAGES = 1 << 20;

    @TempDir Path directory;

    private DiskFile file(byte[] content) throws IOException {
        Files.write(directory.resolve("file"), content);
        return new MappedDisk(directory).openToRead("file");
    }

    @Test
    void shouldListFilesInOrder() throws IOException {
        Files.createFile(directory.resolve("b"));
        Files.createFile(directory.resolve("a"));
        Files.createDirectory(directory.resolve("c"));

        assertThat(new MappedDisk(directory).list()).containsExactly("a", "b");
    }

    @Test
    void shouldReadWhatIsThereFromAnyPlace() throws IOException {
        try (DiskFile file = file(new byte[] {1, 2, 3, 4, 5})) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(8).position(1).limit(4);

            int read = file.read(3, buffer);

            assertThat(read).isEqualTo(2);
            assertThat(buffer.position()).isEqualTo(3);
            assertThat(new byte[] {buffer.get(1), buffer.get(2)}).containsExactly(4, 5);
            assertThat(file.sizeBytes()).isEqualTo(5);
        }
    }

    @Test
    void shouldReadNothingBehindTheEndOrOfAnEmptyFile() throws IOException {
        try (DiskFile some = file(new byte[] {1})) {
            assertThat(some.read(1, ByteBuffer.allocateDirect(8))).isZero();
            assertThat(some.read(100, ByteBuffer.allocateDirect(8))).isZero();
        }

        try (DiskFile empty = file(new byte[0])) {
            assertThat(empty.read(0, ByteBuffer.allocateDirect(8))).isZero();
        }
    }

    @Test
    void shouldTurnAPageThatIsGoneIntoAnIoException() throws IOException {
        try (DiskFile file = file(new byte[PAGES])) {
            try (FileChannel other =
                    FileChannel.open(directory.resolve("file"), StandardOpenOption.WRITE)) {
                other.truncate(1);
            }

            assertThatThrownBy(() -> file.read(PAGES / 2, ByteBuffer.allocateDirect(8)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot be read at " + PAGES / 2);
        }
    }

    @Test
    void shouldRefuseToWrite() throws IOException {
        try (DiskFile file = file(new byte[] {1})) {
            assertThatThrownBy(() -> file.write(0, new ByteBuffer[0], 0))
                    .isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(file::sync).isInstanceOf(NonWritableChannelException.class);
        }
    }

    @Test
    void shouldFailToOpenWhatIsNotThere() {
        assertThatThrownBy(() -> new MappedDisk(directory).openToRead("none"))
                .isInstanceOf(NoSuchFileException.class);
    }
}

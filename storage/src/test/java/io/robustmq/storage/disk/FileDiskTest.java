package io.robustmq.storage.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest extends DiskContractTest {
    @TempDir Path directory;

    @Override
    Disk disk() throws IOException {
        return new FileDisk(directory.resolve("data/journal"));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void shouldShowFilesAndDirectoriesItMakesToTheirOwnerAlone() throws IOException {
        disk().create("a", 10).close();

        assertThat(permissions(directory.resolve("data/journal/a"))).isEqualTo("rw-------");
        assertThat(permissions(directory.resolve("data/journal"))).isEqualTo("rwx------");
    }

    @Test
    void shouldListFilesOnly() throws IOException {
        Disk disk = disk();
        Files.createDirectory(directory.resolve("data/journal/sub"));
        disk.create("a", 1).close();

        assertThat(disk.list()).containsExactly("a");
    }

    @Test // D15
    void shouldWriteAndReadAllOfItHoweverLittleTheSystemTakesAtOnce() throws IOException {
        Path path = Files.createFile(directory.resolve("short"));
        ByteBuffer[] parts = {bytes("abcdefgh"), bytes(""), bytes("ijk"), bytes("not this")};
        ByteBuffer read = ByteBuffer.allocate(11);
        try (FileDisk.ChannelFile file =
                new FileDisk.ChannelFile(
                        new ShortChannel(FileChannel.open(path, READ, WRITE), 3))) {
            file.write(5, parts, 3);
            assertThat(file.read(5, read)).isEqualTo(11);
        }

        assertThat(new String(read.array(), US_ASCII)).isEqualTo("abcdefghijk");
        assertThat(Files.readString(path)).isEqualTo("\0\0\0\0\0abcdefghijk");
        assertThat(parts[3].remaining()).isEqualTo(8);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }
}

package io.robustmq.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
}

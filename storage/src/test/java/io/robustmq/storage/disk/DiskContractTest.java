package io.robustmq.storage.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Disk} does; the simulated one, on which the journal is proved, like the real.
 */
abstract class DiskContractTest {
    abstract Disk disk() throws IOException;

    private static ByteBuffer[] parts(String... texts) {
        ByteBuffer[] parts = new ByteBuffer[texts.length];
        for (int i = 0; i < texts.length; i++) {
            parts[i] = ByteBuffer.wrap(texts[i].getBytes(US_ASCII));
        }
        return parts;
    }

    private static String read(DiskFile file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int count = file.read(at, bytes);
        assertThat(bytes.position()).isEqualTo(count);
        return new String(bytes.array(), 0, count, US_ASCII);
    }

    @Test
    void shouldMakeAFileOfZeros() throws IOException {
        try (DiskFile file = disk().create("a", 3_000_000)) {
            assertThat(file.sizeBytes()).isEqualTo(3_000_000);
            assertThat(read(file, 2_999_998, 10)).isEqualTo("\0\0");
        }
    }

    @Test
    void shouldReplaceAFileOfTheNameByZeros() throws IOException {
        Disk disk = disk();
        try (DiskFile old = disk.create("a", 100)) {
            old.write(0, parts("old"), 1);
        }

        try (DiskFile file = disk.create("a", 10)) {
            assertThat(read(file, 0, 100)).isEqualTo("\0".repeat(10));
        }
    }

    @Test
    void shouldWriteTheBuffersOneBehindTheOtherAndOnlyAsManyAsAsked() throws IOException {
        try (DiskFile file = disk().create("a", 20)) {
            ByteBuffer[] parts = parts("xabx", "", "cd", "no");
            parts[0].position(1).limit(3);

            file.write(5, parts, 3);

            assertThat(read(file, 4, 7)).isEqualTo("\0abcd\0\0");
            assertThat(parts[0].remaining() + parts[2].remaining()).isZero();
            assertThat(parts[3].remaining()).isEqualTo(2);
        }
    }

    @Test
    void shouldWriteMoreBuffersThanOneCallOfTheSystemTakes() throws IOException {
        String[] texts = new String[3_000];
        java.util.Arrays.fill(texts, "ab");
        try (DiskFile file = disk().create("a", 6_000)) {
            file.write(0, parts(texts), texts.length);

            assertThat(read(file, 0, 6_000)).isEqualTo("ab".repeat(3_000));
        }
    }

    @Test
    void shouldReadNothingAtTheEndAndLessJustBeforeIt() throws IOException {
        try (DiskFile file = disk().create("a", 10)) {
            file.write(8, parts("yz"), 1);

            assertThat(read(file, 8, 5)).isEqualTo("yz");
            assertThat(read(file, 10, 5)).isEmpty();
        }
    }

    @Test
    void shouldShowWhatWasWrittenToWhoeverOpensTheFile() throws IOException {
        Disk disk = disk();
        try (DiskFile file = disk.create("a", 10)) {
            file.write(0, parts("hi"), 1);
            file.sync();

            try (DiskFile again = disk.open("a")) {
                assertThat(read(again, 0, 2)).isEqualTo("hi");
            }
        }
    }

    @Test
    void shouldListNamesSortedAndForgetTheDeleted() throws IOException {
        Disk disk = disk();
        disk.create("b", 1).close();
        disk.create("a", 1).close();
        disk.create("c", 1).close();
        disk.delete("b");
        disk.syncNames();

        assertThat(disk.list()).containsExactly("a", "c");
        assertThatThrownBy(() -> disk.open("b")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.delete("b")).isInstanceOf(IOException.class);
        assertThat(disk.usableBytes()).isPositive();
    }
}

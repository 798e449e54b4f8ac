package io.robustmq.storage.disk.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UntouchedMemoryTest {
    private static final int BYTES = 64 << 20;

    @TempDir Path folder;

    @Test
    void shouldTakeNoMemoryBeforeItIsWritten() throws IOException {
        long beforeKib = residentKib();

        ByteBuffer memory = UntouchedMemory.allocate(BYTES);

        assertThat(residentKib() - beforeKib).isLessThan(BYTES >> 11);
        assertThat(memory.capacity()).isEqualTo(BYTES);
    }

    @Test
    void shouldBeAlignedToACacheLine() {
        ByteBuffer memory = UntouchedMemory.allocate(100);

        assertThat(BufferUtil.address(memory) % 64).isZero();
    }

    @Test
    void shouldBeWrittenToAFile() throws IOException {
        ByteBuffer memory = UntouchedMemory.allocate(16);
        memory.putLong(0, 0x0102030405060708L).putLong(8, -1);

        try (FileChannel file =
                FileChannel.open(
                        folder.resolve("f"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(new ByteBuffer[] {memory.duplicate(), memory.duplicate()});
        }

        assertThat(Files.readAllBytes(folder.resolve("f")))
                .startsWith(1, 2, 3, 4, 5, 6, 7, 8, -1)
                .hasSize(32);
    }

    private static long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}

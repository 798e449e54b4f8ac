package io.robustmq.storage.disk.concurrent;

import static io.robustmq.storage.disk.concurrent.RecentBytes.BLOCK_BYTES;
import static io.robustmq.storage.disk.concurrent.RecentBytes.NOT_HERE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RecentBytesTest {
    private static final int CAPACITY = 2 * BLOCK_BYTES;

    private final RecentBytes recent = new RecentBytes(CAPACITY);

    private static ByteBuffer numbered(int from, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        for (int i = 0; i < count; i++) {
            bytes.put(i, (byte) ((from + i) % 251));
        }
        return bytes;
    }

    private void append(int from, int count) {
        ByteBuffer bytes = numbered(from, count);
        while (bytes.hasRemaining()) {
            recent.append(bytes, count);
        }
    }

    private int read(long position, int count) {
        ByteBuffer into = ByteBuffer.allocate(count);
        int read = recent.read(position, into);
        if (read != NOT_HERE) {
            assertThat(into.flip()).isEqualTo(numbered((int) position, count));
        }
        return read;
    }

    @Test
    void shouldGiveWhatWasAppendedLastAndNothingElse() {
        append(0, 3 * CAPACITY / 2);

        assertThat(read(CAPACITY / 2, CAPACITY)).isEqualTo(CAPACITY);
        assertThat(read(CAPACITY / 2 - 1, 10)).isEqualTo(NOT_HERE);
        assertThat(read(3 * CAPACITY / 2 - 10, 11)).isEqualTo(NOT_HERE);
    }

    @Test // the zeros behind the end overwrite old bytes, too
    void shouldNotGiveWhatTheEndOfTheLastBlockCovers() {
        append(0, CAPACITY);
        append(CAPACITY, 1);

        assertThat(read(1, 10)).isEqualTo(NOT_HERE);
        assertThat(read(BLOCK_BYTES, BLOCK_BYTES + 1)).isEqualTo(BLOCK_BYTES + 1);
    }

    @Test
    void shouldStopAtTheRingsEndAndPutZerosBehindTheEndOfTheLastBlock() {
        append(0, CAPACITY - 5);
        ByteBuffer ten = numbered(CAPACITY - 5, 10);

        int taken = recent.append(ten, 10);
        long from = recent.tail();
        recent.append(ten, 10);

        assertThat(taken).isEqualTo(5);
        ByteBuffer block = recent.blocks(from, recent.tail());
        assertThat(block.remaining()).isEqualTo(BLOCK_BYTES);
        assertThat(block.get(block.position() + 4)).isEqualTo((byte) ((CAPACITY + 4) % 251));
        assertThat(block.get(block.position() + 5)).isZero();
    }

    @Test // what a reader gets is right however far the appender is ahead of it
    void shouldNeverGiveWhatIsBeingOverwritten() throws InterruptedException {
        int blocks = 200_000;
        RecentBytes large = new RecentBytes(8 * BLOCK_BYTES);
        ByteBuffer pattern = numbered(0, 251 + 6 * BLOCK_BYTES);
        Thread appender = new Thread(() -> appendBlocks(large, pattern, blocks));
        ByteBuffer into = ByteBuffer.allocateDirect(6 * BLOCK_BYTES);
        int seen = 0;

        appender.start();
        for (boolean isLast = false; !isLast; ) {
            isLast = !appender.isAlive();
            long position = Math.max(0, large.readable() - into.capacity());
            if (large.read(position, into.clear()) != NOT_HERE) {
                int from = (int) (position % 251);
                assertThat(into.flip().mismatch(pattern.slice(from, into.limit()))).isEqualTo(-1);
                seen++;
            }
        }

        assertThat(seen).isPositive();
    }

    private static void appendBlocks(RecentBytes to, ByteBuffer pattern, int blocks) {
        for (int block = 0; block < blocks; block++) {
            int from = (int) ((long) block * BLOCK_BYTES % 251);
            to.append(pattern.slice(from, BLOCK_BYTES), BLOCK_BYTES);
        }
    }

    @Test
    void shouldBeginAFileWhereTheRingBegins() {
        append(0, 10);

        long begun = recent.begin();

        assertThat(begun).isEqualTo(CAPACITY);
        assertThat(recent.begin()).isEqualTo(CAPACITY);
        assertThat(read(0, 10)).isEqualTo(10);
        assertThat(read(begun, 1)).isEqualTo(NOT_HERE);
    }
}

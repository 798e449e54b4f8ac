package io.robustmq.storage.read.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class BlockCacheTest {
    private static final int BLOCK = 64;

    private final BlockCache cache = new BlockCache(BLOCK, 0);
    private final UnsafeBuffer into = new UnsafeBuffer(new byte[BLOCK]);

    /** Every byte says which block it is in. */
    private static final class Source implements BlockSource {
        final List<Long> reads = new ArrayList<>();
        final long id;
        long bytes = 1 << 20;
        long fixed = 1 << 20;
        boolean isGone;

        Source(long id) {
            this.id = id;
        }

        @Override
        public long sourceId() {
            return id;
        }

        @Override
        public int read(long position, ByteBuffer buffer) {
            reads.add(position);
            if (isGone) {
                return GONE;
            }
            int count = (int) Math.clamp(bytes - position, 0, buffer.remaining());
            for (int i = 0; i < count; i++) {
                buffer.put((byte) (position / BLOCK + id));
            }
            return count;
        }

        @Override
        public boolean isFixedBefore(long position) {
            return position <= fixed;
        }
    }

    private final Source source = new Source(0);

    private int read(BlockSource from, long position, int length) throws IOException {
        return cache.read(from, position, into, 0, length);
    }

    @Test
    void shouldReadABlockOnceAndGiveOutPartsUpToItsEnd() throws IOException {
        assertThat(read(source, 70, 10)).isEqualTo(10);
        assertThat(read(source, 120, 60)).isEqualTo(8);
        assertThat(into.getByte(0)).isEqualTo((byte) 1);

        assertThat(source.reads).containsExactly(64L);
    }

    @Test
    void shouldKeepTheBlocksUsedLastAndNoMoreThanItsMemory() throws IOException {
        for (int block = 0; block < 8; block++) {
            read(source, block * BLOCK, 1);
        }
        read(source, 0, 1);
        read(source, 8 * BLOCK, 1);
        source.reads.clear();

        read(source, 0, 1);
        assertThat(source.reads).isEmpty();
        read(source, BLOCK, 1);
        assertThat(source.reads).containsExactly((long) BLOCK);
        assertThat(BlockCache.memoryBytes(BLOCK, 0)).isEqualTo(8 * BLOCK);
    }

    @Test
    void shouldNotKeepWhatMayStillChange() throws IOException {
        source.fixed = 100;
        source.bytes = 100;
        assertThat(read(source, 64, 60)).isEqualTo(36);

        source.bytes = 110;

        assertThat(read(source, 64, 60)).isEqualTo(46);
        assertThat(read(source, 0, 1)).isEqualTo(1);
        read(source, 0, 1);
        assertThat(source.reads).containsExactly(64L, 64L, 0L);
    }

    @Test
    void shouldTellSourcesApart() throws IOException {
        Source other = new Source(5);
        read(source, 0, 1);

        read(other, 0, 1);

        assertThat(into.getByte(0)).isEqualTo((byte) 5);
    }

    @Test
    void shouldSayWhenABlockIsGoneAndForgetNothingElse() throws IOException {
        read(source, 0, 1);
        source.isGone = true;

        assertThat(read(source, 64, 1)).isEqualTo(BlockSource.GONE);
        assertThat(read(source, 0, 1)).isEqualTo(1);
    }

    @Test
    void shouldKeepTheShortBlockAtTheEndOfWhatIsFixed() throws IOException {
        source.bytes = 70;
        assertThat(read(source, 64, 60)).isEqualTo(6);
        assertThat(read(source, 69, 60)).isEqualTo(1);
        assertThat(read(source, 70, 60)).isZero();

        assertThat(source.reads).containsExactly(64L);
    }
}

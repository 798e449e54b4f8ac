package io.robustmq.storage.disk.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HugePagesTest {
    private static final int BYTES = 2 * HugePages.PAGE_BYTES;

    @Test
    void shouldLeaveWhatIsInTheMemoryAsItIs() {
        ByteBuffer memory = UntouchedMemory.allocate(BYTES, HugePages.PAGE_BYTES);
        for (int at = 0; at < BYTES; at += Long.BYTES) {
            memory.putLong(at, at * 31L);
        }

        HugePages.use(memory.position(5).limit(9)); // all of it counts, whatever its limits

        memory.clear();
        for (int at = 0; at < BYTES; at += Long.BYTES) {
            assertThat(memory.getLong(at)).isEqualTo(at * 31L);
        }
    }

    @Test
    void shouldDoNothingWhereNoWholePageLies() {
        ByteBuffer memory = UntouchedMemory.allocate(BYTES, HugePages.PAGE_BYTES);

        assertThat(HugePages.use(memory.slice(1, BYTES / 2))).isFalse();
        assertThat(HugePages.use(memory.slice(0, BYTES / 2 - 1))).isFalse();
    }
}

package io.robustmq.storage.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MemoryTierTest extends TierContract {
    @Override
    protected Tier make() {
        return new MemoryTier(1 << 20);
    }

    @Test
    void shouldTakeNoMoreThanItMayAndMoreAgainWhenSomethingIsDeleted() throws IOException {
        Tier small = new MemoryTier(10);
        small.put("a", ByteBuffer.allocate(6));

        assertThatThrownBy(() -> small.put("b", ByteBuffer.allocate(5)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");
        small.put("b", ByteBuffer.allocate(4));
        small.delete("a");
        small.put("c", ByteBuffer.allocate(6));

        assertThat(small.list()).containsExactly("b", "c");
    }
}

package io.robustmq.transport.memory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ChunkPoolTest {
    private final ChunkPool pool = new ChunkPool(64 << 10);

    @Test
    void shouldRecycleBlocks() {
        OutputChunk first = requireNonNull(pool.take(1));
        first.used(100);
        pool.release(first);

        assertThat(pool.take(1)).isSameAs(first);
        assertThat(first.used()).isZero();
        assertThat(pool.reservedBytes()).isEqualTo(4 << 10);
    }

    @Test
    void shouldFallBackToSmallerBlocksWithinTheBudget() {
        assertThat(requireNonNull(pool.take(2)).capacity()).isEqualTo(32 << 10);
        assertThat(requireNonNull(pool.take(3)).capacity()).isEqualTo(32 << 10);
        assertThat(pool.take(3)).isNull();
        assertThat(pool.inUseBytes()).isEqualTo(64 << 10);
    }

    @Test
    void shouldFallBackToALargerFreeBlockWhenTheBudgetIsSpent() {
        OutputChunk large = requireNonNull(pool.take(2));
        requireNonNull(pool.take(2));
        pool.release(large);

        assertThat(pool.take(0)).isSameAs(large);
        assertThat(pool.take(0)).isNull();
    }

    @Test
    void shouldBeScarceAboveHalfOfTheBudget() {
        OutputChunk first = requireNonNull(pool.take(2));
        assertThat(pool.isScarce()).isFalse();

        requireNonNull(pool.take(0));
        assertThat(pool.isScarce()).isTrue();

        pool.release(first);
        assertThat(pool.isScarce()).isFalse();
    }

    @Test
    void shouldShareTheThirdQuarterEquallyAndKeepTheLastForWhoHoldsNothing() {
        pool.holderCame();
        pool.holderCame();
        assertThat(pool.mayHold(64 << 10)).as("any share of the first half").isTrue();

        requireNonNull(pool.take(2));
        requireNonNull(pool.take(0));
        assertThat(pool.mayHold(8 << 10)).as("half of a quarter").isTrue();
        assertThat(pool.mayHold((8 << 10) + 1)).isFalse();
        pool.holderLeft();
        assertThat(pool.mayHold(16 << 10)).as("the whole quarter").isTrue();

        for (int i = 0; i < 4; i++) {
            requireNonNull(pool.take(1));
        }
        assertThat(pool.inUseBytes()).isGreaterThan(48 << 10);
        assertThat(pool.mayHold(1)).as("from the last quarter").isFalse();
    }

    @Test
    void shouldKeepBlocksLargerThanAnyClassForTheNextUse() {
        ChunkPool large = new ChunkPool(1 << 20);
        OutputChunk block = requireNonNull(large.takeAtLeast(300_000));

        assertThat(block.capacity()).isEqualTo(512 << 10);
        assertThat(large.takeAtLeast(800_000)).isNull();
        large.release(block);
        assertThat(large.inUseBytes()).isZero();
        assertThat(large.takeAtLeast(500_000)).isSameAs(block);
    }

    @Test
    void shouldGiveUpLargeBlocksThatNobodyUsesWhenOthersNeedTheirMemory() {
        ChunkPool large = new ChunkPool(1 << 20);
        large.release(requireNonNull(large.takeAtLeast(300_000)));
        assertThat(large.reservedBytes()).isEqualTo(512 << 10);

        OutputChunk other = requireNonNull(large.takeAtLeast(800_000));

        assertThat(other.capacity()).isEqualTo(1 << 20);
        large.release(other);
        assertThat(large.take(3)).isNotNull();
        assertThat(large.reservedBytes()).isEqualTo(256 << 10);
    }

    @Test
    void shouldMakeAndGiveUpBlocksLargerThanAnyThatAreKept() {
        ChunkPool large = new ChunkPool(8 << 20);
        OutputChunk block = requireNonNull(large.takeAtLeast(5_000_000));

        assertThat(block.capacity()).isEqualTo(5_000_000);
        assertThat(large.reservedBytes()).isEqualTo(5_000_000);
        large.release(block);
        assertThat(large.reservedBytes()).isZero();
        assertThat(large.inUseBytes()).isZero();
    }

    @Test
    void shouldTellOnceThatABorrowedRunIsReleased() {
        int[] released = {0};
        OutputChunk run = pool.borrow(new UnsafeBuffer(new byte[10]), 6, () -> released[0]++);

        assertThat(run.used()).isEqualTo(6);
        assertThat(run.capacity()).as("no room for claims behind it").isEqualTo(6);
        pool.release(run);
        assertThat(released[0]).isOne();
        assertThat(pool.reservedBytes()).isZero();
    }
}

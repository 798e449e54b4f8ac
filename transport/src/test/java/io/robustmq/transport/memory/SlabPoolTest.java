package io.robustmq.transport.memory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class SlabPoolTest {
    private static final int PIECE = SlabPool.PIECE_BYTES;

    private final SlabPool pool = new SlabPool(10L * PIECE);
    private final UnsafeBuffer source = new UnsafeBuffer(new byte[12 * PIECE]);

    private Slab newSlab() {
        return requireNonNull(pool.create());
    }

    @Test
    void shouldKeepABodyThatArrivesInPartsOfAnySize() {
        byte[] body = new byte[5 * PIECE + 1];
        Random random = new Random(5);
        random.nextBytes(body);
        source.putBytes(0, body);
        Slab slab = newSlab();
        for (int at = 0; at < body.length; ) {
            int part = Math.min(1 + random.nextInt(2 * PIECE), body.length - at);
            assertThat(slab.append(source, at, part)).isTrue();
            at += part;
        }

        assertThat(slab.length()).isEqualTo(body.length);
        assertThat(slab.pieceCount()).isEqualTo(6);
        assertThat(slab.pieceLength(5)).isOne();
        byte[] back = new byte[body.length];
        for (int i = 0, at = 0; i < slab.pieceCount(); i++) {
            slab.piece(i).getBytes(0, back, at, slab.pieceLength(i));
            at += slab.pieceLength(i);
        }
        assertThat(back).isEqualTo(body);
    }

    @Test
    void shouldTakeMemoryAsBytesArriveAndGiveItBackWithTheLastReference() {
        Slab slab = newSlab();
        assertThat(pool.inUseBytes()).isZero();
        slab.append(source, 0, 1);
        assertThat(pool.inUseBytes()).isEqualTo(PIECE);
        slab.append(source, 0, 2 * PIECE);
        assertThat(pool.inUseBytes()).isEqualTo(3L * PIECE);

        slab.retain();
        slab.release();
        assertThat(pool.inUseBytes()).isEqualTo(3L * PIECE);
        slab.releaser().run();

        assertThat(pool.inUseBytes()).isZero();
        assertThat(pool.count()).isZero();
    }

    @Test
    void shouldRefuseWhatIsAboveTheBudgetAndKeepWhatItHas() {
        Slab first = newSlab();
        Slab second = newSlab();
        assertThat(first.append(source, 0, 9 * PIECE)).isTrue();
        assertThat(second.append(source, 0, PIECE + 1)).isFalse();
        assertThat(second.length()).isZero();
        assertThat(second.append(source, 0, PIECE)).isTrue();
        assertThat(first.append(source, 0, 1)).isFalse();

        second.release();

        assertThat(first.append(source, 0, 1)).isTrue();
        assertThat(first.length()).isEqualTo(9 * PIECE + 1);
    }

    @Test
    void shouldFindASlabByItsIdUntilItIsGone() {
        Slab slab = newSlab();
        long id = slab.id();

        assertThat(pool.find(id)).isSameAs(slab);
        assertThat(pool.find(id + SlabPool.SLABS_MAX)).isNull();
        slab.release();
        assertThat(pool.find(id)).isNull();
        assertThat(newSlab().id()).isNotEqualTo(id);
    }

    @Test
    void shouldReturnALeaseOnceWhenItsLastReferenceIsGone() {
        Slab slab = newSlab();
        slab.append(source, 0, PIECE + 5);
        long[] returned = {-1, 0};
        LeasedBody lease =
                new LeasedBody(
                        slab,
                        id -> {
                            returned[0] = id;
                            returned[1]++;
                        });
        lease.retain();
        lease.release();
        assertThat(returned[1]).isZero();
        assertThat(lease.pieceLength(1)).isEqualTo(5);
        lease.release();

        assertThat(returned).containsExactly(slab.id(), 1);
        assertThat(pool.inUseBytes()).isEqualTo(2L * PIECE);
    }
}

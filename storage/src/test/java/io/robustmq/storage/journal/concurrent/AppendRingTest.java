package io.robustmq.storage.journal.concurrent;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AppendRingTest {
    private static final int NO_ROOM = -1;

    private final AppendRing ring = new AppendRing(64);

    private int claim(int frameBytes) {
        int at = ring.claim(frameBytes);
        if (at >= 0) {
            ring.buffer().putInt(at + 4, frameBytes, LITTLE_ENDIAN);
        }
        return at;
    }

    @Test
    void shouldTakeFramesUntilTheLastByteAndNoneBeyond() {
        assertThat(claim(32)).isZero();
        assertThat(claim(32)).isEqualTo(32);
        assertThat(claim(8)).isEqualTo(NO_ROOM);
    }

    @Test
    void shouldShowNothingThatWasNotPublished() {
        claim(24);
        claim(16);
        assertThat(ring.published()).isZero();

        ring.publish(24, 24);

        assertThat(ring.published()).isEqualTo(24);
        assertThat(ring.claimed()).isEqualTo(40);
        assertThat(ring.syncUpTo()).isEqualTo(24);
    }

    @Test
    void shouldPadWhereAFrameWouldNotFitBeforeTheEnd() {
        claim(24);
        claim(24);
        ring.publish(ring.claimed(), 48);
        ring.written(48, 48);

        int at = claim(24);
        ring.publish(ring.claimed(), 72);

        assertThat(at).isZero();
        assertThat(ring.paddingAt(48)).isEqualTo(16);
        assertThat(ring.published()).isEqualTo(64 + 24);
        assertThat(ring.paddingAt(64)).isZero();
        assertThat(ring.indexOf(64)).isZero();
    }

    @Test
    void shouldNotPadWhenAFrameEndsExactlyAtTheEnd() {
        claim(40);
        claim(24);
        ring.publish(ring.claimed(), 64);
        ring.written(64, 64);

        assertThat(claim(24)).isZero();
        ring.publish(ring.claimed(), 88);
        assertThat(ring.published()).isEqualTo(88);
    }

    @Test
    void shouldCountThePaddingAsRoomThatIsTaken() {
        claim(24);
        claim(24);
        ring.publish(ring.claimed(), 48);
        ring.written(24, 24);

        assertThat(claim(24)).isZero(); // 16 of padding + 24 are just what is free
        assertThat(claim(8)).isEqualTo(NO_ROOM);
    }

    @Test
    void shouldHaveNoRoomWhenPaddingAndFrameTogetherAreTooMuch() {
        claim(24);
        claim(24);
        ring.publish(ring.claimed(), 48);
        ring.written(24, 24);

        assertThat(claim(32)).isEqualTo(NO_ROOM);
        assertThat(claim(16)).isEqualTo(48); // what fits before the end still does
    }

    @Test
    void shouldSayHowFarItGotInBytesOfFramesWithoutPadding() {
        claim(24);
        claim(24);
        ring.publish(ring.claimed(), 48);
        ring.written(48, 48);
        claim(24);
        ring.publish(ring.claimed(), 72);

        ring.written(88, 72);
        ring.committed(72);

        assertThat(ring.head()).isEqualTo(88);
        assertThat(ring.written()).isEqualTo(72);
        assertThat(ring.committed()).isEqualTo(72);
    }

    @Test
    void shouldGoRoundManyTimesWithoutLosingItsPlace() {
        long frames = 0;
        for (int i = 0; i < 10_000; i++) {
            int bytes = 8 * (1 + i % 3);
            assertThat(claim(bytes)).isNotNegative();
            ring.publish(ring.claimed(), frames += bytes);
            long head = ring.head();
            head += ring.paddingAt(head);
            assertThat(ring.buffer().getInt(ring.indexOf(head) + 4, LITTLE_ENDIAN))
                    .isEqualTo(bytes);
            ring.written(head + bytes, frames);
            assertThat(ring.head()).isEqualTo(ring.published());
        }
    }

    @Test
    void shouldRefuseACapacityThatIsNoPowerOfTwo() {
        assertThatThrownBy(() -> new AppendRing(96)).isInstanceOf(IllegalArgumentException.class);
    }
}

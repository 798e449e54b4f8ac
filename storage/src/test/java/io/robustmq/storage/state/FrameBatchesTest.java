package io.robustmq.storage.state;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.FrameFlyweight;
import io.robustmq.storage.journal.JournalPoint;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FrameBatchesTest {
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[8]);
    private final FrameBatches frames =
            of((shard, type, at, bytes, offset, length, batch) ->
                    batch.put(0, bytes, offset, length, bytes, offset, length));

    private static FrameBatches of(FrameApplier.AtOnce applier) {
        return new FrameBatches(applier, JournalPoint.start(1));
    }

    @Test
    void shouldCountFramesWithTheirFraming() {
        frame(0);
        frame(32);

        assertThat(frames.applied()).containsExactly(64);
        assertThat(frames.batch().changes()).as("of one key").isEqualTo(1);
    }

    @Test
    void shouldStopAtAGap() {
        frame(0);
        frame(64);
        frame(32);

        assertThat(frames.applied()).containsExactly(32);
        assertThat(frames.stoppedBecause(0)).isEqualTo("shard 0 at 64: a gap before it");
    }

    @Test
    void shouldGoOnAfterATruncationThatTakesNothingBack() {
        frame(0);
        truncate(32, 32);
        frame(32);

        assertThat(frames.applied()).containsExactly(64);
        assertThat(frames.anyStopped()).isFalse();
    }

    @Test
    void shouldStopWhenATruncationTakesAppliedFramesBack() {
        frame(0);
        frame(32);
        truncate(64, 32);
        frame(32);

        assertThat(frames.applied()).containsExactly(64);
        assertThat(frames.stoppedBecause(0)).contains("committed frames are void from 32");
    }

    @Test
    void shouldKeepWhatAFrameThatFailsHadPutForEarlierOnes() {
        FrameBatches failing =
                of((shard, type, at, bytes, offset, length, batch) -> {
                    batch.put(0, bytes, offset, length, bytes, offset, length);
                    batch.mark();
                    batch.put(1, bytes, offset, length, bytes, offset, length);
                    throw new IllegalStateException("not known");
                });

        failing.onFrame(0, 1, 0, 0, payload, 0, payload.capacity());

        assertThat(failing.anyStopped()).isTrue();
        assertThat(failing.batch().changes()).isEqualTo(1);
    }

    private void frame(long shardPosition) {
        frames.onFrame(0, 1, shardPosition, 0, payload, 0, payload.capacity());
    }

    private void truncate(long shardPosition, long target) {
        payload.putLong(0, target, LITTLE_ENDIAN);
        frames.onFrame(0, FrameFlyweight.TRUNCATE, shardPosition, 0, payload, 0, Long.BYTES);
    }
}

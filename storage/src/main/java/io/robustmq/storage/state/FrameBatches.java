package io.robustmq.storage.state;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.journal.FrameFlyweight;
import io.robustmq.storage.journal.FrameVisitor;
import io.robustmq.storage.journal.JournalPoint;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns frames into changes and keeps count of how far each shard's are applied. A frame that
 * cannot be applied stops its shard: nothing of that frame or behind it gets into the tables. The
 * applier's thread, but for {@link #stoppedBecause}.
 */
final class FrameBatches implements FrameVisitor {
    private final FrameApplier applier;
    private final StateBatch batch = new StateBatch();
    private final long[] applied;
    private final AtomicReferenceArray<@Nullable String> stopped;
    private boolean anyStopped;

    FrameBatches(FrameApplier applier, JournalPoint from) {
        this.applier = applier;
        this.applied = from.shardPositions().clone();
        this.stopped = new AtomicReferenceArray<>(applied.length);
    }

    @Override
    public void onFrame(
            int shard,
            int type,
            long shardPosition,
            long journalPosition,
            DirectBuffer buffer,
            int offset,
            int length) {
        if (stopped.getPlain(shard) != null) {
            return;
        }
        if (shardPosition != applied[shard]) {
            stop(shard, shardPosition, "a gap before it");
        } else if (type == FrameFlyweight.TRUNCATE) {
            truncate(shard, shardPosition, buffer.getLong(offset, LITTLE_ENDIAN));
        } else {
            apply(shard, type, shardPosition, journalPosition, buffer, offset, length);
        }
    }

    @Override
    public int payloadBytesSeen(int type) {
        return applier.payloadBytesSeen(type);
    }

    /** What is applied was committed and cannot be void: a stream may go back over nothing. */
    private void truncate(int shard, long shardPosition, long target) {
        if (target < applied[shard]) {
            stop(shard, shardPosition, "committed frames are void from " + target);
        }
    }

    private void apply(
            int shard,
            int type,
            long shardPosition,
            long journalPosition,
            DirectBuffer buffer,
            int offset,
            int length) {
        batch.mark();
        try {
            applier.applyAt(
                    shard, type, shardPosition, journalPosition, buffer, offset, length, batch);
            applied[shard] = shardPosition + FrameFlyweight.framedBytes(length);
        } catch (UncheckedIOException e) {
            throw e; // the tables could not be read: says nothing of the frame
        } catch (RuntimeException e) {
            batch.rollBack();
            stop(shard, shardPosition, e.toString());
        }
    }

    private void stop(int shard, long shardPosition, String reason) {
        anyStopped = true;
        stopped.setRelease(shard, "shard %d at %d: %s".formatted(shard, shardPosition, reason));
    }

    StateBatch batch() {
        return batch;
    }

    /** Memory that the changes take, with what is held back of them. */
    int bytes() {
        return batch.bytes() + applier.pendingBytes();
    }

    /** Puts what was held back into the batch. */
    void complete() {
        applier.complete(batch);
    }

    /** Not a copy. */
    long[] applied() {
        return applied;
    }

    boolean anyStopped() {
        return anyStopped;
    }

    /** Any thread. */
    @Nullable String stoppedBecause(int shard) {
        return stopped.getAcquire(shard);
    }
}

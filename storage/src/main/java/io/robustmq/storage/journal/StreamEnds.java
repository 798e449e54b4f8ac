package io.robustmq.storage.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * How far each shard's stream has got: the position behind its last frame and that frame's epoch.
 * Each frame says both of the one before it, so that frames that are missing show, also when the
 * stream went back and was written anew up to the very same position. Owned by whoever made it.
 */
final class StreamEnds {
    /** In place of an epoch: not known before the shard's next frame. */
    private static final int UNKNOWN = -1;

    private final long[] positions;
    private final int[] epochs;

    /** Neither array is copied. */
    StreamEnds(long[] positions, int[] epochs) {
        this.positions = positions;
        this.epochs = epochs;
    }

    /** Where streams go on whose epochs only their next frames will tell. */
    static StreamEnds at(long[] positions) {
        int[] epochs = new int[positions.length];
        Arrays.fill(epochs, UNKNOWN);
        return new StreamEnds(positions.clone(), epochs);
    }

    static StreamEnds begun(SegmentHeader header) {
        return new StreamEnds(header.shardPositions().clone(), header.shardEpochs().clone());
    }

    StreamEnds copy() {
        return new StreamEnds(positions.clone(), epochs.clone());
    }

    int shards() {
        return positions.length;
    }

    /** Not a copy. */
    long[] positions() {
        return positions;
    }

    /** Not a copy. */
    int[] epochs() {
        return epochs;
    }

    void set(int shard, StreamEnds other) {
        positions[shard] = other.positions[shard];
        epochs[shard] = other.epochs[shard];
    }

    /** True when the shard's stream ends where and as the other says. */
    boolean isSame(int shard, StreamEnds other) {
        return positions[shard] == other.positions[shard] && isEpoch(shard, other.epochs[shard]);
    }

    boolean isSame(StreamEnds other) {
        for (int shard = 0; shard < positions.length; shard++) {
            if (!isSame(shard, other)) {
                return false;
            }
        }
        return true;
    }

    private boolean isEpoch(int shard, int epoch) {
        return epochs[shard] == UNKNOWN || epochs[shard] == epoch;
    }

    /** True when the frame is the one that follows in its shard's stream. */
    boolean isNext(DirectBuffer buffer, int at) {
        int shard = FrameFlyweight.shard(buffer, at);
        return FrameFlyweight.shardPosition(buffer, at) == positions[shard]
                && isEpoch(shard, epochBefore(buffer, at));
    }

    private static int epochBefore(DirectBuffer buffer, int at) {
        int payloadAt = at + FrameFlyweight.HEADER_BYTES;
        return switch (FrameFlyweight.type(buffer, at)) {
            case FrameFlyweight.EPOCH -> ReignFlyweight.epochBeforeReign(buffer, payloadAt);
            case FrameFlyweight.TRUNCATE -> ReignFlyweight.epochCut(buffer, payloadAt);
            default -> FrameFlyweight.epoch(buffer, at);
        };
    }

    /** The stream goes on behind this frame, whether it was the next or not. */
    void moveBehind(DirectBuffer buffer, int at) {
        int shard = FrameFlyweight.shard(buffer, at);
        if (FrameFlyweight.type(buffer, at) == FrameFlyweight.TRUNCATE) {
            int payloadAt = at + FrameFlyweight.HEADER_BYTES;
            positions[shard] = buffer.getLong(payloadAt, LITTLE_ENDIAN);
            epochs[shard] = ReignFlyweight.epochKept(buffer, payloadAt);
        } else {
            positions[shard] =
                    FrameFlyweight.shardPosition(buffer, at)
                            + FrameFlyweight.align(FrameFlyweight.length(buffer, at));
            epochs[shard] = FrameFlyweight.epoch(buffer, at);
        }
    }
}

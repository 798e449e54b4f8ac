package io.robustmq.storage.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.journal.Segments.Segment;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Goes through one segment group by group and checks every byte that was written: each group stands
 * where it says and is of the segment's epoch, each frame is whole, each shard's frames follow one
 * another. Control work: recovery, the applier's first steps, tools. One thread.
 */
final class SegmentScan {
    private final int segmentBytes;
    private final SegmentWindow window;
    private final CRC32C crc = new CRC32C();
    private final FrameVisitor visitor;
    private final boolean[] damaged;
    private final boolean[] unproven;
    private final long[] next;
    private Segment segment;
    private long offset;
    private long durableStated;
    private boolean isInGroup;
    private String problem = "";

    /**
     * @param next each shard's next position; moved on by what is found
     * @param damaged shards whose frames are passed over; a shard in which a gap is found is added
     */
    SegmentScan(
            Segment segment,
            int segmentBytes,
            int windowBytes,
            long[] next,
            boolean[] damaged,
            FrameVisitor visitor) {
        this.segment = segment;
        this.segmentBytes = segmentBytes;
        this.window = new SegmentWindow(segment.file(), windowBytes);
        this.next = next;
        this.damaged = damaged;
        this.unproven = new boolean[damaged.length];
        this.visitor = visitor;
        this.offset = FrameFlyweight.align(segment.header().bytes());
    }

    void moveTo(Segment following) {
        segment = following;
        window.moveTo(following.file());
        offset = FrameFlyweight.align(following.header().bytes());
    }

    /** Offset in the file of the first byte that is not known to be good. */
    long offset() {
        return offset;
    }

    /** Journal position up to which the last good group said that all was synced. */
    long durableStated() {
        return durableStated;
    }

    /** Whether the last {@link #run} stopped behind the beginning of a group. */
    boolean isInGroup() {
        return isInGroup;
    }

    /** Why the last {@link #run} stopped before its end. */
    String problem() {
        return problem;
    }

    /**
     * Reads good groups up to {@code end}, delivering their frames.
     *
     * @param end offset in the file at which the segment is known to end, or its size
     * @return true when it got there without finding anything wrong
     */
    boolean run(long end) throws IOException {
        while (offset < end) {
            if (!group(end)) {
                return false;
            }
        }
        return true;
    }

    /** As {@link #run}, for one group. */
    boolean group(long end) throws IOException {
        isInGroup = false;
        window.load(offset, (int) Math.min(GroupFlyweight.BYTES, end - offset));
        if (!isGroupAt(offset)) {
            problem = "no write group where one should be";
            return false;
        }
        int groupBytes = GroupFlyweight.groupBytes(window.buffer(), window.at(offset));
        durableStated = GroupFlyweight.durablePosition(window.buffer(), window.at(offset));
        offset += GroupFlyweight.BYTES;
        isInGroup = true;
        return frames(Math.min(offset + groupBytes, end));
    }

    /** What lies from this offset on is not looked at: it is still being written. */
    void limit(long end) {
        window.limit(end);
    }

    private boolean isGroupAt(long at) {
        return GroupFlyweight.isAt(
                window.buffer(),
                window.bytes(),
                window.at(at),
                window.available(at),
                segment.header().segmentId() * segmentBytes + at,
                segment.header().journalEpoch(),
                crc);
    }

    /** The frames of one group; a group that was cut short at an earlier start has fewer. */
    private boolean frames(long groupEnd) throws IOException {
        while (offset < groupEnd) {
            if (!loadFrame(groupEnd)) {
                problem = "a frame that is not what was written";
                return false;
            }
            UnsafeBuffer buffer = window.buffer();
            int at = window.at(offset);
            int shard = FrameFlyweight.shard(buffer, at);
            if (shard >= next.length) {
                problem = "a frame of shard " + shard + ", which does not exist";
                return false;
            }
            if (FrameFlyweight.shardPosition(buffer, at) < next[shard] && isTrusted(shard)) {
                problem = "a frame of an older write";
                return false;
            }
            take(buffer, at, shard);
        }
        return true;
    }

    /** What is known of the shard is right: nothing bad lay between its last frame and here. */
    private boolean isTrusted(int shard) {
        return !damaged[shard] && !unproven[shard];
    }

    /** Brings the whole frame at the offset into the window; false when none is there. */
    private boolean loadFrame(long limit) throws IOException {
        long available = limit - offset;
        if (available < FrameFlyweight.HEADER_BYTES) {
            return false;
        }
        window.load(offset, FrameFlyweight.HEADER_BYTES);
        if (window.available(offset) < FrameFlyweight.HEADER_BYTES) {
            return false;
        }
        int length = FrameFlyweight.length(window.buffer(), window.at(offset));
        if (length < FrameFlyweight.HEADER_BYTES
                || length > available
                || length > window.capacityBytes()) {
            return false;
        }
        window.load(offset, length);
        return FrameFlyweight.isWhole(
                window.buffer(), window.bytes(), window.at(offset), window.available(offset), crc);
    }

    private void take(UnsafeBuffer buffer, int at, int shard) {
        int length = FrameFlyweight.length(buffer, at);
        int type = FrameFlyweight.type(buffer, at);
        long shardPosition = FrameFlyweight.shardPosition(buffer, at);
        if (shardPosition != next[shard]) {
            damaged[shard] = true;
        }
        unproven[shard] = false;
        next[shard] =
                type == FrameFlyweight.TRUNCATE
                        ? buffer.getLong(at + FrameFlyweight.HEADER_BYTES, LITTLE_ENDIAN)
                        : shardPosition + FrameFlyweight.align(length);
        if (!damaged[shard]) {
            visitor.onFrame(
                    shard,
                    type,
                    shardPosition,
                    segment.header().segmentId() * segmentBytes + offset,
                    buffer,
                    at + FrameFlyweight.HEADER_BYTES,
                    length - FrameFlyweight.HEADER_BYTES);
        }
        offset += FrameFlyweight.align(length);
    }

    /**
     * Something bad lies at the offset: until a shard's next frame proves otherwise, each may have
     * lost some there.
     */
    void doubtAll() {
        Arrays.fill(unproven, true);
    }

    /** Every shard was shown to have lost nothing, by other means. */
    void trustAll() {
        Arrays.fill(unproven, false);
    }

    /** Shards that may have lost frames count as damaged from here on. */
    void condemnUnproven() {
        for (int shard = 0; shard < damaged.length; shard++) {
            damaged[shard] |= unproven[shard];
        }
    }

    void goTo(long other) {
        offset = other;
    }

    /**
     * After something bad: moves on to the next good group, over what is between.
     *
     * @return false when there is none before {@code end}
     */
    boolean skipToNextGroup(long end) throws IOException {
        long from = offset + FrameFlyweight.ALIGNMENT_BYTES;
        for (long at = from & -FrameFlyweight.ALIGNMENT_BYTES;
                at + GroupFlyweight.BYTES <= end;
                at += FrameFlyweight.ALIGNMENT_BYTES) {
            window.load(at, GroupFlyweight.BYTES);
            if (window.available(at) < GroupFlyweight.BYTES) {
                return false;
            }
            if (isGroupAt(at)) {
                offset = at;
                return true;
            }
        }
        return false;
    }

    /**
     * The highest durable position that any good group behind the offset states.
     *
     * @return journal position; −1 when there is no such group
     */
    long durableStatedLater(long end) throws IOException {
        long here = offset;
        long durable = -1;
        while (skipToNextGroup(end)) {
            int at = window.at(offset);
            durable = Math.max(durable, GroupFlyweight.durablePosition(window.buffer(), at));
        }
        offset = here;
        return durable;
    }
}

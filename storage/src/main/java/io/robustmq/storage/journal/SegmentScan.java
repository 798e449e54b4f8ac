package io.robustmq.storage.journal;

import io.robustmq.storage.journal.Segments.Segment;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Goes through one segment group by group and checks every byte that was written: each group stands
 * where it says and is of the segment's epoch, each of its frames is whole, each shard's frames
 * follow one another. A group counts when all of it is good. Control work: recovery, the applier's
 * first steps, tools. One thread.
 */
final class SegmentScan {
    private final int segmentBytes;
    private final SegmentWindow window;
    private final CRC32C crc = new CRC32C();
    private final FrameVisitor visitor;
    private final boolean[] damaged;
    private final boolean[] unproven;
    private final StreamEnds ends;

    /**
     * Where streams get to in the group that is looked at; by shard, those that it has frames of.
     */
    private final StreamEnds probe;

    private final long[] probedFor;
    private long probes;
    private Segment segment;
    private long offset;
    private long groupEnd;
    private long durableStated;
    private boolean goesOn;
    private boolean isInGroup;

    /** Every frame of the group that was looked at last was. */
    private boolean isProved;

    private String problem = "";

    /**
     * @param ends where the streams have got to; moved on by what is found
     * @param damaged shards whose frames are passed over; a shard in which a gap is found is added
     */
    SegmentScan(
            Segment segment,
            int segmentBytes,
            int windowBytes,
            StreamEnds ends,
            boolean[] damaged,
            FrameVisitor visitor) {
        this.segment = segment;
        this.segmentBytes = segmentBytes;
        this.window = new SegmentWindow(segment.file(), windowBytes);
        this.ends = ends;
        this.probe = ends.copy();
        this.probedFor = new long[damaged.length];
        this.damaged = damaged;
        this.unproven = new boolean[damaged.length];
        this.visitor = visitor;
        this.offset = segment.header().bytes();
    }

    void moveTo(Segment following) {
        segment = following;
        window.moveTo(following.file());
        offset = following.header().bytes();
    }

    /** Offset in the file of the first byte that is not known to be good. */
    long offset() {
        return offset;
    }

    /** Journal position of that byte. */
    long position() {
        return segment.header().segmentId() * segmentBytes + offset;
    }

    /** Journal position up to which the last good group said that all was synced. */
    long durableStated() {
        return durableStated;
    }

    /** Whether the group that was looked at last began well. */
    boolean isInGroup() {
        return isInGroup;
    }

    /** Whether the group that was looked at last counts only with the next one. */
    boolean goesOn() {
        return goesOn;
    }

    /** What was wrong with the group that was looked at last. */
    String problem() {
        return problem;
    }

    /** What lies from this offset on is not looked at: it is still being written. */
    void limit(long end) {
        window.limit(end);
    }

    /**
     * Takes good groups up to {@code end}.
     *
     * @param end offset in the file at which the segment is known to end, or its size
     * @return true when it got there without finding anything wrong
     */
    boolean run(long end) throws IOException {
        while (offset < end) {
            if (!check(end) || !take()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Looks at the group at the offset, and moves nothing. What this process wrote a moment ago,
     * and has in memory, needs no proof.
     *
     * @return true when all of it is good
     */
    boolean check(long end) throws IOException {
        isInGroup = false;
        window.load(offset, (int) Math.min(GroupFlyweight.BYTES, end - offset));
        if (offset + GroupFlyweight.BYTES > end || !isGroupAt(offset)) {
            problem = "no write group where one should be";
            return false;
        }
        isInGroup = true;
        int groupBytes = GroupFlyweight.groupBytes(window.buffer(), window.at(offset));
        goesOn = GroupFlyweight.goesOn(window.buffer(), window.at(offset));
        long stated = GroupFlyweight.durablePosition(window.buffer(), window.at(offset));
        long from = offset + GroupFlyweight.BYTES;
        groupEnd = Math.min(from + groupBytes, end);
        if (from + groupBytes > end) {
            problem = "a write group that is cut short";
            return false;
        }
        isProved = !window.isRecent();
        if (isProved && !areGoodFrames(from)) {
            return false;
        }
        durableStated = stated;
        return true;
    }

    private boolean areGoodFrames(long from) throws IOException {
        window.load(offset, (int) Math.min(groupEnd - offset, window.capacityBytes()));
        probes++;
        for (long at = from; at < groupEnd; at += frameBytesAt(at)) {
            if (!isGoodFrame(at, groupEnd, probe)) {
                return false;
            }
            probe.moveBehind(window.buffer(), window.at(at));
        }
        return true;
    }

    /**
     * Delivers the frames of the group that was just found good, and goes behind it.
     *
     * @return false when it was in memory, is not any more, and a frame of it on the disk is bad
     */
    boolean take() throws IOException {
        for (offset += GroupFlyweight.BYTES; offset < groupEnd; ) {
            window.load(offset, FrameFlyweight.HEADER_BYTES);
            if (window.isRecent()) {
                window.load(offset, bytesSeen());
            }
            if (!window.isRecent()) {
                window.load(offset, FrameFlyweight.length(window.buffer(), window.at(offset)));
                if (!isProved && !isGoodFrame(offset, groupEnd, ends)) {
                    return false;
                }
            }
            takeFrame();
        }
        return true;
    }

    /** What the visitor looks at of the frame at the offset, whose header is there. */
    private int bytesSeen() {
        int at = window.at(offset);
        int payload = FrameFlyweight.length(window.buffer(), at) - FrameFlyweight.HEADER_BYTES;
        int type = FrameFlyweight.type(window.buffer(), at);
        return FrameFlyweight.HEADER_BYTES + Math.min(payload, visitor.payloadBytesSeen(type));
    }

    /**
     * Of the group that was just found bad, and is no torn write: delivers the frames before the
     * first bad one. Nothing when it is the group's own.
     */
    void salvage() throws IOException {
        if (!isInGroup) {
            return;
        }
        offset += GroupFlyweight.BYTES;
        while (offset < groupEnd && isGoodFrame(offset, groupEnd, ends)) {
            takeFrame();
        }
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

    private int frameBytesAt(long at) {
        return FrameFlyweight.align(FrameFlyweight.length(window.buffer(), window.at(at)));
    }

    /** Whether a whole frame stands there that is none of an older write. */
    private boolean isGoodFrame(long frameAt, long limit, StreamEnds reached) throws IOException {
        if (!loadFrame(frameAt, limit)) {
            problem = "a frame that is not what was written";
            return false;
        }
        UnsafeBuffer buffer = window.buffer();
        int at = window.at(frameAt);
        int shard = FrameFlyweight.shard(buffer, at);
        if (shard >= damaged.length) {
            problem = "a frame of shard " + shard + ", which does not exist";
            return false;
        }
        if (reached == probe && probedFor[shard] != probes) {
            probedFor[shard] = probes;
            probe.set(shard, ends);
        }
        if (FrameFlyweight.shardPosition(buffer, at) < reached.positions()[shard]
                && isTrusted(shard)) {
            problem = "a frame of an older write";
            return false;
        }
        return true;
    }

    /** What is known of the shard is right: nothing bad lay between its last frame and here. */
    private boolean isTrusted(int shard) {
        return !damaged[shard] && !unproven[shard];
    }

    /** Brings the whole frame at the offset into the window; false when none is there. */
    private boolean loadFrame(long frameAt, long limit) throws IOException {
        long available = limit - frameAt;
        if (available < FrameFlyweight.HEADER_BYTES) {
            return false;
        }
        window.load(frameAt, FrameFlyweight.HEADER_BYTES);
        if (window.available(frameAt) < FrameFlyweight.HEADER_BYTES) {
            return false;
        }
        int length = FrameFlyweight.length(window.buffer(), window.at(frameAt));
        if (length < FrameFlyweight.HEADER_BYTES
                || length > available
                || length > window.capacityBytes()) {
            return false;
        }
        window.load(frameAt, length);
        return FrameFlyweight.isWhole(
                window.buffer(),
                window.bytes(),
                window.at(frameAt),
                window.available(frameAt),
                crc);
    }

    private void takeFrame() {
        UnsafeBuffer buffer = window.buffer();
        int at = window.at(offset);
        int shard = FrameFlyweight.shard(buffer, at);
        int length = FrameFlyweight.length(buffer, at);
        if (!ends.isNext(buffer, at)) {
            damaged[shard] = true;
        }
        unproven[shard] = false;
        ends.moveBehind(buffer, at);
        if (!damaged[shard]) {
            visitor.onFrame(
                    shard,
                    FrameFlyweight.type(buffer, at),
                    FrameFlyweight.shardPosition(buffer, at),
                    position(),
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
     * After something bad: moves on to the next group that begins well, over what is between.
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

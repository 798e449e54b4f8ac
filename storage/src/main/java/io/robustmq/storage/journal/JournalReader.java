package io.robustmq.storage.journal;

import io.robustmq.storage.journal.Segments.Segment;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal from a point on, a write group at a time, over all its segments; what it
 * passes over is checked as in a recovery. Whoever reads sees to it that the segments are held. One
 * thread.
 */
public final class JournalReader {
    private static final int WINDOW_BYTES = 4 << 20;

    private final Segments segments;
    private final FrameVisitor visitor;
    private final StreamEnds ends;
    private final boolean[] damaged;
    private @Nullable Segment segment;
    private @Nullable SegmentScan scan;
    private long position;
    private @Nullable String problem;

    /**
     * @param from the end of a group, or the journal's beginning
     * @param damaged shards whose frames are not delivered; those are added in which a gap is found
     */
    JournalReader(Segments segments, JournalPoint from, boolean[] damaged, FrameVisitor visitor) {
        this.segments = segments;
        this.visitor = visitor;
        this.ends = StreamEnds.at(from.shardPositions());
        this.damaged = damaged;
        this.position = from.journalPosition();
    }

    /**
     * Delivers the next group.
     *
     * @param limit the end of a group, up to where everything is committed
     * @return bytes gone over, not all of them a good group perhaps; 0 when nothing is there yet
     */
    public long readGroup(long limit) throws IOException {
        while (position < limit) {
            SegmentScan at = find();
            if (at == null || segment == null) {
                return 0;
            }
            long end = Math.min(limit, segment.endPosition());
            if (position < end) {
                return readGroup(at, segment.header().segmentId() * segments.segmentBytes(), end);
            }
            if (position < segment.endPosition()) {
                return 0;
            }
        }
        return 0;
    }

    private long readGroup(SegmentScan at, long base, long endPosition) throws IOException {
        long end = endPosition - base;
        long from = at.offset();
        at.limit(end);
        boolean isGood = at.check(end);
        if (!isGood) {
            at.salvage();
        }
        if (!isGood || !at.take()) {
            problem = "%s at journal position %d".formatted(at.problem(), base + at.offset());
            at.doubtAll();
            if (!at.skipToNextGroup(end)) {
                at.goTo(end);
            }
        }
        position = base + at.offset();
        return at.offset() - from;
    }

    /** The scan, in the segment that goes on at the position; null when it is not there yet. */
    private @Nullable SegmentScan find() throws IOException {
        long segmentId = position / segments.segmentBytes();
        Segment here = segments.at(position);
        if (here == null || position >= here.endPosition()) {
            here = segments.after(segmentId);
        }
        if (here == null) {
            return null;
        }
        if (segment == null || here.header().segmentId() != segment.header().segmentId()) {
            enter(here);
        }
        segment = here;
        return scan;
    }

    private void enter(Segment following) throws IOException {
        long base = following.header().segmentId() * segments.segmentBytes();
        SegmentScan entered = scan;
        if (entered == null) {
            entered =
                    new SegmentScan(
                            following,
                            segments.segmentBytes(),
                            Math.min(segments.segmentBytes(), WINDOW_BYTES),
                            ends,
                            damaged,
                            visitor);
            scan = entered;
        } else {
            entered.moveTo(following);
        }
        if (position > base + entered.offset()) {
            entered.goTo(position - base);
        } else {
            expect(following.header());
            entered.trustAll();
            position = base + entered.offset();
        }
    }

    /** A segment says where each stream had got to when it began. */
    private void expect(SegmentHeader header) {
        StreamEnds begun = StreamEnds.begun(header);
        for (int shard = 0; shard < ends.shards(); shard++) {
            if (!ends.isSame(shard, begun) && !damaged[shard]) {
                damaged[shard] = true;
                problem =
                        "frames of shard %d are missing before journal position %d"
                                .formatted(shard, position);
            }
            ends.set(shard, begun);
        }
    }

    /** Journal position behind what was read. */
    public long position() {
        return position;
    }

    /** True when frames of the shard are missing: nothing more of it is delivered. */
    public boolean isDamaged(int shard) {
        return damaged[shard];
    }

    /** The last thing found that was not as it was written; null when all was well. */
    public @Nullable String problem() {
        return problem;
    }
}

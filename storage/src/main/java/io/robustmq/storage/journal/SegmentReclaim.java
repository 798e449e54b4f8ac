package io.robustmq.storage.journal;

import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.journal.Segments.Segment;
import io.robustmq.storage.journal.concurrent.SegmentHolds;
import java.io.IOException;

/** Deletes the files of segments that nobody needs any more, oldest first. One thread. */
final class SegmentReclaim {
    private final Disk disk;
    private final Segments segments;
    private final SegmentHolds holds;

    SegmentReclaim(Disk disk, Segments segments, SegmentHolds holds) {
        this.disk = disk;
        this.segments = segments;
        this.holds = holds;
    }

    /**
     * @param position committed; the segment it ends in stays, so that a later one than any that is
     *     freed is known to have reached the disk and the numbering goes on
     * @return segments freed
     */
    int freeBefore(long position) throws IOException {
        long needed = Math.min(position, holds.lowest());
        long firstKept = (needed - 1) / segments.segmentBytes();
        int freed = 0;
        for (Segment first = segments.first();
                first != null && first.header().segmentId() < firstKept;
                first = segments.first()) {
            segments.remove(first.header().segmentId());
            first.file().close();
            disk.delete(Segments.nameOf(first.header().segmentId()));
            freed++;
        }
        if (freed > 0) {
            disk.syncNames();
        }
        return freed;
    }
}

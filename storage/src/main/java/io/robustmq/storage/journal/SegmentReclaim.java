package io.robustmq.storage.journal;

import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.journal.Segments.Segment;
import io.robustmq.storage.journal.concurrent.SegmentHolds;
import java.io.IOException;

/**
 * Takes the files of segments that nobody needs any more, oldest first, and gives them to the
 * supply or deletes them. One thread.
 */
final class SegmentReclaim {
    private final Disk disk;
    private final Segments segments;
    private final SegmentHolds holds;
    private final SegmentSupply supply;
    private final int journalEpoch;

    SegmentReclaim(
            Disk disk,
            Segments segments,
            SegmentHolds holds,
            SegmentSupply supply,
            int journalEpoch) {
        this.disk = disk;
        this.segments = segments;
        this.holds = holds;
        this.supply = supply;
        this.journalEpoch = journalEpoch;
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
            free(first);
            freed++;
        }
        return freed;
    }

    /**
     * Only what this opening wrote serves again: all of it is part of the streams, so that none of
     * its frames can be taken for a later one, which stands farther back in its stream. An earlier
     * life's may end in frames that were cut.
     */
    private void free(Segment segment) throws IOException {
        long segmentId = segment.header().segmentId();
        String name = Segments.nameOf(segmentId);
        if (segment.header().journalEpoch() == journalEpoch && supply.wantsMore()) {
            String freed = Segments.nameOfFreed(segmentId);
            disk.rename(name, freed);
            disk.syncNames();
            supply.offer(freed, segment.file());
        } else {
            segment.file().close();
            disk.delete(name);
            disk.syncNames();
        }
    }
}

package io.robustmq.storage.journal;

import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.disk.DiskFile;
import io.robustmq.storage.journal.Segments.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a journal holds: which frames are there, where a write was torn, and whether
 * anything that was once synced is damaged.
 *
 * <p>Every segment but the last ends where the following one says; a bad byte before that is
 * damage. In the last one a bad byte is damage when a later group states a durable position behind
 * it, and the torn end of a write when none does. A torn group counts for nothing, and with it all
 * groups of the step that it belongs to: what was torn is copied into quarantine and never read
 * again, since the journal goes on in a new segment.
 */
final class JournalRecovery {
    private final Quarantine quarantine;
    private final JournalConfig config;
    private final JournalPoint from;
    private final Damages damages;
    private final boolean[] damaged;
    private final JournalFiles files;
    private final Segments segments;

    /**
     * @param from up to where everything is known without the journal
     */
    JournalRecovery(Disk disk, Disk quarantine, JournalConfig config, JournalPoint from) {
        this.from = from;
        this.config = config;
        this.quarantine = new Quarantine(quarantine);
        this.damages = new Damages(config.shards());
        this.damaged = damages.shards();
        this.files = new JournalFiles(disk, this.quarantine, config, from, damages);
        this.segments = files.segments();
    }

    Segments segments() {
        return segments;
    }

    List<Damage> damages() {
        return damages.found();
    }

    boolean[] damagedShards() {
        return damaged;
    }

    /** An empty file for the next segment that an earlier life left; null when there is none. */
    @Nullable DiskFile spare() {
        return files.spare();
    }

    /**
     * Opens all files, reads all segments from the one on that holds the point, hands over every
     * good frame behind it, in order.
     *
     * @throws IOException when the disk fails, or a format is not known
     */
    JournalStart run(FrameVisitor visitor) throws IOException {
        files.open();
        Segment first = firstToRead();
        if (first == null) {
            return withoutSegments();
        }
        checkSequence(first);
        sealBefore(first);
        StreamEnds ends = StreamEnds.begun(first.header());
        checkLostBefore(first, ends);
        ReplayGate gate = new ReplayGate(from, damaged, visitor);
        OpenStep step = new OpenStep(gate);
        SegmentScan scan =
                new SegmentScan(
                        first, config.segmentBytes(), config.windowBytes(), ends, damaged, step);
        long end = 0;
        int epoch = 0;
        for (Segment segment = first; segment != null; ) {
            epoch = Math.max(epoch, segment.header().journalEpoch());
            Segment following = segments.after(segment.header().segmentId());
            end =
                    following == null
                            ? last(scan, step, ends, segment)
                            : sealed(scan, step, segment, following.header(), ends);
            segments.seal(segment.header().segmentId(), end);
            if (following != null) {
                scan.moveTo(following);
            }
            segment = following;
        }
        if (step.isOpen()) {
            end = takeBack(step, ends);
        }
        gate.close(ends.positions());
        if (damages.hasUnnamed()) {
            damages.name(nameOf(first), 0, "the journal does not go on where the state ends");
        }
        return new JournalStart(
                files.nextId(), epoch + 1, end, goingOn(ends.positions()), ends.epochs());
    }

    private static String nameOf(Segment segment) {
        return Segments.nameOf(segment.header().segmentId());
    }

    /** What lies wholly before the point is opened and not read. */
    private @Nullable Segment firstToRead() {
        Segment holder = segments.atOrBefore(files.fromId());
        return holder == null ? segments.first() : holder;
    }

    private void sealBefore(Segment first) {
        for (Segment segment : segments.all()) {
            Segment following = segments.after(segment.header().segmentId());
            if (following == null || segment == first) {
                return;
            }
            segments.seal(segment.header().segmentId(), following.header().previousEnd());
        }
    }

    /** A journal that has just been made, or one that is gone while its state is there. */
    private JournalStart withoutSegments() {
        if (from.journalPosition() > 0) {
            damages.ofAll("", 0, "the journal is gone, the state tables are there");
        }
        return new JournalStart(
                files.nextId(),
                1,
                from.journalPosition(),
                goingOn(from.shardPositions().clone()),
                new int[config.shards()]);
    }

    /** Where each stream goes on; one that lost frames does not, nor at any later start. */
    private long[] goingOn(long[] next) {
        for (int shard = 0; shard < next.length; shard++) {
            next[shard] = damaged[shard] ? SegmentHeader.LOST : next[shard];
        }
        return next;
    }

    /**
     * Files are numbered without a gap: one that is missing, or has no header, took frames along.
     */
    private void checkSequence(Segment first) {
        long expected = -1;
        for (Segment segment : segments.all()) {
            long segmentId = segment.header().segmentId();
            if (segmentId < first.header().segmentId()) {
                continue;
            }
            if (expected >= 0 && segmentId != expected) {
                String reason = "the segment before it is missing or not readable";
                damages.ofAll(nameOf(segment), 0, reason);
            }
            expected = segmentId + 1;
        }
    }

    /** What a shard lost in segments that are freed by now stays lost. */
    private void checkLostBefore(Segment first, StreamEnds ends) {
        for (int shard = 0; shard < damaged.length; shard++) {
            damaged[shard] |= ends.positions()[shard] == SegmentHeader.LOST;
        }
        if (damages.hasUnnamed()) {
            damages.name(nameOf(first), 0, "frames were lost in an earlier segment");
        }
    }

    /** As {@link SegmentScan#run}; frames of a step that is not yet whole are held back. */
    private static boolean run(SegmentScan scan, OpenStep step, StreamEnds ends, long end)
            throws IOException {
        while (scan.offset() < end) {
            if (!scan.check(end)) {
                return false;
            }
            step.onGroup(scan.position(), scan.goesOn(), ends);
            scan.take();
        }
        return true;
    }

    /** Something that was synced is bad: what is good of the group counts, and what came before. */
    private static void salvage(SegmentScan scan, OpenStep step) throws IOException {
        step.close();
        scan.salvage();
    }

    /** A segment that another one follows: all of it was synced. */
    private long sealed(
            SegmentScan scan,
            OpenStep step,
            Segment segment,
            SegmentHeader following,
            StreamEnds ends)
            throws IOException {
        long base = segment.header().segmentId() * config.segmentBytes();
        long limit = Math.clamp(following.previousEnd() - base, 0, config.segmentBytes());
        long bad = -1;
        String reason = "frames are missing";
        while (!run(scan, step, ends, limit)) {
            salvage(scan, step);
            if (bad < 0) {
                bad = scan.offset();
                reason = scan.problem();
            }
            scan.doubtAll();
            if (!scan.skipToNextGroup(limit)) {
                break;
            }
        }
        StreamEnds stated = StreamEnds.begun(following);
        for (int shard = 0; shard < damaged.length; shard++) {
            damaged[shard] |= !ends.isSame(shard, stated);
            ends.set(shard, stated);
        }
        scan.trustAll();
        if (bad >= 0 || damages.hasUnnamed()) {
            damages.name(nameOf(segment), bad >= 0 ? bad : limit, reason);
        }
        return following.previousEnd();
    }

    /** The segment that was written last: it may end in a torn write. */
    private long last(SegmentScan scan, OpenStep step, StreamEnds ends, Segment segment)
            throws IOException {
        long base = segment.header().segmentId() * config.segmentBytes();
        long used = UsedBytes.in(segment.file(), scan.offset());
        long groupsEnd = config.behindLastGroup(used);
        long bad = -1;
        String reason = "frames are missing";
        long stated = -1;
        while (!run(scan, step, ends, config.segmentBytes())) {
            stated = scan.durableStatedLater(groupsEnd);
            if (stated <= scan.position()) {
                break;
            }
            salvage(scan, step);
            bad = bad < 0 ? scan.offset() : bad;
            reason = scan.problem();
            scan.doubtAll();
            if (!scan.skipToNextGroup(groupsEnd)) {
                break;
            }
        }
        scan.condemnUnproven();
        if (bad >= 0 || damages.hasUnnamed()) {
            damages.name(nameOf(segment), bad >= 0 ? bad : scan.offset(), reason);
        }
        boolean isTorn = !segment.header().isReused() || scan.isInGroup() || stated >= 0;
        long end = step.isOpen() ? Math.max(base, step.beganAt()) - base : scan.offset();
        if (end < used && (isTorn || step.isOpen())) {
            quarantine.keep(nameOf(segment), segment.file(), end, used);
        }
        commit(segment.file(), Math.max(0, scan.durableStated() - base), end);
        return base + end;
    }

    /**
     * What was read may never have left the page cache, and a sync that failed in an earlier life
     * may have marked it clean: it is written once more, then synced, before it counts as
     * committed.
     */
    private static void commit(DiskFile file, long from, long to) throws IOException {
        if (to <= from) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) (to - from));
        file.read(from, bytes);
        bytes.flip();
        file.write(from, new ByteBuffer[] {bytes}, 1);
        file.sync();
    }

    /** The journal ends before a step that never became whole, in whichever segment that began. */
    private long takeBack(OpenStep step, StreamEnds ends) throws IOException {
        Segment holder = segments.at(step.beganAt());
        if (holder == null) {
            throw new IOException("no segment holds journal position " + step.beganAt());
        }
        if (holder != segments.last()) {
            long from = step.beganAt() % config.segmentBytes();
            quarantine.keep(nameOf(holder), holder.file(), from, UsedBytes.in(holder.file(), from));
        }
        files.removeBehind(holder);
        segments.seal(holder.header().segmentId(), step.beganAt());
        for (int shard = 0; shard < damaged.length; shard++) {
            ends.set(shard, step.before());
        }
        return step.beganAt();
    }
}

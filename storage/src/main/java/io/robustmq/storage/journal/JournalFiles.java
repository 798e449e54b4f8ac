package io.robustmq.storage.journal;

import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.disk.DiskFile;
import io.robustmq.storage.journal.Segments.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens a journal's files and tells those that hold something from those that were made ready, torn
 * before their header was whole, or damaged. One thread.
 */
final class JournalFiles {
    private final Disk disk;
    private final Quarantine quarantine;
    private final JournalConfig config;
    private final JournalPoint from;
    private final Damages damages;
    private final Segments segments;
    private @Nullable DiskFile spare;
    private long lastId = -1;

    JournalFiles(
            Disk disk,
            Quarantine quarantine,
            JournalConfig config,
            JournalPoint from,
            Damages damages) {
        this.disk = disk;
        this.quarantine = quarantine;
        this.config = config;
        this.from = from;
        this.damages = damages;
        this.segments = new Segments(config.segmentBytes());
    }

    Segments segments() {
        return segments;
    }

    /** An empty file for the next segment that an earlier life left; null when there is none. */
    @Nullable DiskFile spare() {
        return nextId() == lastId + 1 ? spare : null;
    }

    /** Of the segment that is begun next: no number of a file that was in use serves again. */
    long nextId() {
        return from.journalPosition() == 0 ? lastId + 1 : Math.max(lastId, fromId()) + 1;
    }

    /**
     * The segment in which the point's last byte lies: one that is full ends where the next begins.
     */
    long fromId() {
        return Math.max(0, from.journalPosition() - 1) / config.segmentBytes();
    }

    /** A file that does not begin with a header. */
    private record Headless(String name, long segmentId, DiskFile file) {}

    void open() throws IOException {
        List<Headless> headless = new ArrayList<>();
        for (String name : disk.list()) {
            if (Segments.isSegment(name)) {
                open(name, Segments.idOf(name), headless);
            } else if (Segments.isFreed(name)) {
                disk.delete(name);
            }
        }
        boolean isFollowed = false;
        for (Headless file : headless.reversed()) {
            isFollowed |= file.segmentId() < lastId || isBeforePoint(file.segmentId());
            isFollowed |= withoutHeader(file, isFollowed);
        }
    }

    /** The state holds something of this segment or of a later one: its header was synced. */
    private boolean isBeforePoint(long segmentId) {
        return from.journalPosition() > 0 && segmentId <= fromId();
    }

    private void open(String name, long segmentId, List<Headless> headless) throws IOException {
        DiskFile file = disk.open(name);
        SegmentHeader header = SegmentHeader.read(file, name);
        if (header == null) {
            headless.add(new Headless(name, segmentId, file));
            return;
        }
        requireSame(name, "segment", header.segmentId(), segmentId);
        requireSame(name, "a segment size of", header.segmentBytes(), config.segmentBytes());
        requireSame(name, "a shard count of", header.shardPositions().length, config.shards());
        segments.add(new Segment(header, file, Long.MAX_VALUE));
        lastId = segmentId;
    }

    /** A whole header that does not belong here is the operator's to explain. */
    private static void requireSame(String name, String what, long stated, long expected)
            throws IOException {
        if (stated != expected) {
            throw new IOException(
                    "%s says %s %d; %d was expected".formatted(name, what, stated, expected));
        }
    }

    /**
     * A file that was made ready and not used, one whose beginning never reached the disk, or one
     * that lost its header. Made ready, it may hold another segment's old groups behind a header of
     * zeros: they do not stand where they say, and are no loss.
     *
     * @param isFollowed a later file was in use, or the state holds something of this one, so that
     *     its header was synced
     * @return true when it was in use itself
     */
    private boolean withoutHeader(Headless headless, boolean isFollowed) throws IOException {
        DiskFile file = headless.file();
        long used = UsedBytes.in(file, 0);
        boolean isEmpty = used == 0 && file.sizeBytes() == config.segmentBytes();
        long durable = used == 0 ? -1 : durableStatedIn(headless.segmentId(), file, used);
        if (isFollowed || durable > headless.segmentId() * config.segmentBytes()) {
            lostHeader(headless);
            return true;
        }
        if (isEmpty && headless.segmentId() == nextId()) {
            spare = file;
            return false;
        }
        if (durable >= 0 || !UsedBytes.isNone(file, SegmentHeader.bytes(config.shards()))) {
            quarantine.keep(headless.name(), file, 0, used);
        }
        delete(headless.name(), file);
        return false;
    }

    /** Durably, before anything else is done: files go one by one, the last first. */
    private void delete(String name, DiskFile file) throws IOException {
        file.close();
        disk.delete(name);
        disk.syncNames();
    }

    /** Nothing of it can be read; what the state holds of it is not missed. */
    private void lostHeader(Headless headless) {
        String reason = "the segment's header is not what was written";
        if (headless.segmentId() >= fromId()) {
            damages.ofAll(headless.name(), 0, reason);
        } else {
            damages.ofNone(headless.name(), 0, reason);
        }
        lastId = Math.max(lastId, headless.segmentId());
    }

    /**
     * The highest durable position that a group states in a file without a header; −1 when it has
     * no group of this place: what lies there was another segment's.
     */
    private long durableStatedIn(long segmentId, DiskFile file, long used) throws IOException {
        long base = segmentId * config.segmentBytes();
        SegmentHeader assumed =
                new SegmentHeader(
                        segmentId,
                        config.segmentBytes(),
                        GroupFlyweight.ANY_EPOCH,
                        base,
                        true,
                        new long[config.shards()],
                        new int[config.shards()]);
        SegmentScan scan =
                new SegmentScan(
                        new Segment(assumed, file, base + used),
                        config.segmentBytes(),
                        config.windowBytes(),
                        StreamEnds.begun(assumed),
                        new boolean[config.shards()],
                        (shard, type, at, position, buffer, offset, length) -> {});
        scan.goTo(0);
        return scan.durableStatedLater(config.behindLastGroup(used));
    }

    /**
     * Takes the segments behind this one out of the journal: they hold nothing but parts of a step
     * that never became whole, and their numbers serve again.
     */
    void removeBehind(Segment last) throws IOException {
        for (Segment each = segments.last();
                each != null && !each.equals(last);
                each = segments.last()) {
            String name = Segments.nameOf(each.header().segmentId());
            quarantine.keep(name, each.file(), 0, UsedBytes.in(each.file(), 0));
            segments.remove(each.header().segmentId());
            delete(name, each.file());
        }
        DiskFile unused = spare;
        if (unused != null && lastId != last.header().segmentId()) {
            spare = null;
            delete(Segments.nameOf(lastId + 1), unused);
        }
        lastId = last.header().segmentId();
    }
}

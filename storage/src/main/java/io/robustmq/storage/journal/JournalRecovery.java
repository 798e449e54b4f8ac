package io.robustmq.storage.journal;

import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.disk.DiskFile;
import io.robustmq.storage.journal.Segments.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a journal holds: which frames are there, where a write was torn, and whether
 * anything that was once synced is damaged.
 *
 * <p>Every segment but the last ends where the following one says; a bad byte before that is
 * damage. In the last one a bad byte is damage when a later group states a durable position behind
 * it, and the torn end of a write when none does: what was torn is copied into quarantine and never
 * read again, since the journal goes on in a new segment. Nothing is deleted.
 */
final class JournalRecovery {
    private static final int WINDOW_BYTES = 8 << 20;

    private final Disk disk;
    private final Disk quarantine;
    private final JournalConfig config;
    private final Segments segments;
    private final List<Damage> damages = new ArrayList<>();
    private final boolean[] damaged;
    private final JournalPoint from;
    private @Nullable DiskFile spare;
    private long lastFileId = -1;

    /**
     * @param from up to where everything is known without the journal
     */
    JournalRecovery(Disk disk, Disk quarantine, JournalConfig config, JournalPoint from) {
        this.from = from;
        this.disk = disk;
        this.quarantine = quarantine;
        this.config = config;
        this.segments = new Segments(config.segmentBytes());
        this.damaged = new boolean[config.shards()];
    }

    Segments segments() {
        return segments;
    }

    List<Damage> damages() {
        return damages;
    }

    boolean[] damagedShards() {
        return damaged;
    }

    /** An empty file for the next segment that an earlier life left; null when there is none. */
    @Nullable DiskFile spare() {
        return nextFileId() == lastFileId + 1 ? spare : null;
    }

    /**
     * Opens all files, reads all segments from the one on that holds the point, hands over every
     * good frame behind it, in order.
     *
     * @throws IOException when the disk fails, or a format is not known
     */
    JournalStart run(FrameVisitor visitor) throws IOException {
        openFiles();
        Segment first = firstToRead();
        if (first == null) {
            return withoutSegments();
        }
        checkSequence(first);
        sealBefore(first);
        long[] next = first.header().shardPositions().clone();
        ReplayGate gate = new ReplayGate(from, damaged, visitor);
        SegmentScan scan =
                new SegmentScan(first, config.segmentBytes(), windowBytes(), next, damaged, gate);
        long end = 0;
        int epoch = 0;
        for (Segment segment = first; segment != null; ) {
            epoch = Math.max(epoch, segment.header().journalEpoch());
            Segment following = segments.after(segment.header().segmentId());
            end =
                    following == null
                            ? last(scan, segment)
                            : sealed(scan, segment, following.header(), next);
            segments.seal(segment.header().segmentId(), end);
            if (following != null) {
                scan.moveTo(following);
            }
            segment = following;
        }
        boolean[] before = damaged.clone();
        gate.close(next);
        if (!Arrays.equals(before, damaged)) {
            damage(
                    first,
                    0,
                    newlyDamaged(before),
                    "the journal does not go on where the state ends");
        }
        return new JournalStart(nextFileId(), epoch + 1, end, next);
    }

    /** What lies wholly before the point is opened and not read. */
    private @Nullable Segment firstToRead() {
        Segment holder = segments.atOrBefore(fromSegmentId());
        return holder == null ? segments.first() : holder;
    }

    /**
     * The segment in which the point's last byte lies: one that is full ends where the next begins.
     */
    private long fromSegmentId() {
        return Math.max(0, from.journalPosition() - 1) / config.segmentBytes();
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
            Arrays.fill(damaged, true);
            damages.add(
                    new Damage(
                            "", 0, allShards(), "the journal is gone, the state tables are there"));
        }
        return new JournalStart(
                nextFileId(), 1, from.journalPosition(), from.shardPositions().clone());
    }

    /** No number is used again, even of files that are gone. */
    private long nextFileId() {
        return from.journalPosition() == 0
                ? lastFileId + 1
                : Math.max(lastFileId, fromSegmentId()) + 1;
    }

    /** A segment that another one follows: all of it was synced. */
    private long sealed(SegmentScan scan, Segment segment, SegmentHeader following, long[] next)
            throws IOException {
        long base = segment.header().segmentId() * config.segmentBytes();
        long limit = Math.clamp(following.previousEnd() - base, 0, config.segmentBytes());
        boolean[] before = damaged.clone();
        long bad = -1;
        String reason = "";
        while (!scan.run(limit)) {
            if (bad < 0) {
                bad = scan.offset();
                reason = scan.problem();
            }
            if (!scan.skipToNextGroup(limit)) {
                break;
            }
        }
        for (int shard = 0; shard < next.length; shard++) {
            damaged[shard] |= next[shard] != following.shardPositions()[shard];
            next[shard] = following.shardPositions()[shard];
        }
        boolean lost = !Arrays.equals(before, damaged);
        if (bad >= 0 || lost) {
            String why = bad >= 0 ? reason : "frames are missing";
            damage(segment, bad >= 0 ? bad : limit, newlyDamaged(before), why);
        }
        return following.previousEnd();
    }

    /** The segment that was written last: it may end in a torn write. */
    private long last(SegmentScan scan, Segment segment) throws IOException {
        String name = Segments.nameOf(segment.header().segmentId());
        long base = segment.header().segmentId() * config.segmentBytes();
        long used = usedBytes(segment.file(), scan.offset());
        boolean[] before = damaged.clone();
        long bad = -1;
        String reason = "";
        long stated = -1;
        while (!scan.run(config.segmentBytes())) {
            stated = scan.durableStatedLater(used);
            if (stated <= base + scan.offset()) {
                break;
            }
            bad = bad < 0 ? scan.offset() : bad;
            reason = scan.problem();
            scan.doubtAll();
            if (!scan.skipToNextGroup(used)) {
                break;
            }
        }
        scan.condemnUnproven();
        if (bad >= 0) {
            damage(segment, bad, newlyDamaged(before), reason);
        }
        boolean isTorn = !segment.header().isReused() || scan.isInGroup() || stated >= 0;
        if (scan.offset() < used && isTorn) {
            keepInQuarantine(name, segment.file(), scan.offset(), used);
        }
        commit(segment.file(), Math.max(0, scan.durableStated() - base), scan.offset());
        return base + scan.offset();
    }

    /**
     * What was read may never have left the page cache, and a sync that failed in an earlier life
     * may have marked it clean: it is written once more, then synced, before it counts as
     * committed.
     */
    private void commit(DiskFile file, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) (to - from));
        file.read(from, bytes);
        bytes.flip();
        file.write(from, new ByteBuffer[] {bytes}, 1);
        file.sync();
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
                Arrays.fill(damaged, true);
                damage(segment, 0, allShards(), "the segment before it is missing or not readable");
            }
            expected = segmentId + 1;
        }
    }

    private int[] newlyDamaged(boolean[] before) {
        return IntStream.range(0, damaged.length)
                .filter(shard -> damaged[shard] && !before[shard])
                .toArray();
    }

    private int[] allShards() {
        return IntStream.range(0, damaged.length).toArray();
    }

    private void damage(Segment segment, long offset, int[] shards, String reason) {
        String name = Segments.nameOf(segment.header().segmentId());
        damages.add(new Damage(name, offset, shards, reason));
    }

    private int windowBytes() {
        return Math.min(config.segmentBytes(), WINDOW_BYTES);
    }

    private void openFiles() throws IOException {
        for (String name : disk.list()) {
            if (Segments.isSegment(name)) {
                openFile(name, Segments.idOf(name));
            } else if (Segments.isFreed(name)) {
                disk.delete(name);
            }
        }
    }

    private void openFile(String name, long segmentId) throws IOException {
        DiskFile file = disk.open(name);
        ByteBuffer bytes = ByteBuffer.allocateDirect(SegmentHeader.bytes(config.shards()));
        file.read(0, bytes);
        bytes.clear();
        checkVersion(name, bytes);
        SegmentHeader header = SegmentHeader.decode(bytes, config.shards());
        if (header != null
                && header.segmentId() == segmentId
                && header.segmentBytes() == config.segmentBytes()) {
            segments.add(new Segment(header, file, Long.MAX_VALUE));
            lastFileId = segmentId;
            spare = null;
        } else {
            withoutHeader(name, segmentId, file);
        }
    }

    private static void checkVersion(String name, ByteBuffer bytes) throws IOException {
        int version = SegmentHeader.version(bytes);
        if (version != 0 && version != SegmentHeader.VERSION) {
            throw new IOException(
                    "%s has format version %d; this program reads version %d"
                            .formatted(name, version, SegmentHeader.VERSION));
        }
    }

    /** A file that was made ready and not used, or one whose beginning never reached the disk. */
    private void withoutHeader(String name, long segmentId, DiskFile file) throws IOException {
        long used = usedBytes(file, 0);
        boolean isEmpty = used == 0 && file.sizeBytes() == config.segmentBytes();
        if (isEmpty && segmentId == lastFileId + 1) {
            spare = file;
            return;
        }
        long durable = isEmpty ? -1 : durableStatedIn(segmentId, file, used);
        if (durable > segmentId * config.segmentBytes()) {
            boolean isNeeded = segmentId >= fromSegmentId();
            if (isNeeded) {
                Arrays.fill(damaged, true);
            }
            int[] shards = isNeeded ? allShards() : new int[0];
            damages.add(
                    new Damage(name, 0, shards, "the segment's header is not what was written"));
            lastFileId = segmentId;
            return;
        }
        if (durable >= 0 || !isZero(file, headerBytes())) {
            keepInQuarantine(name, file, 0, used);
        }
        file.close();
        disk.delete(name);
        disk.syncNames();
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
                        new long[config.shards()]);
        SegmentScan scan =
                new SegmentScan(
                        new Segment(assumed, file, base + used),
                        config.segmentBytes(),
                        windowBytes(),
                        new long[config.shards()],
                        new boolean[config.shards()],
                        (shard, type, at, position, buffer, offset, length) -> {});
        scan.goTo(0);
        return scan.durableStatedLater(used);
    }

    private int headerBytes() {
        return FrameFlyweight.align(SegmentHeader.bytes(config.shards()));
    }

    private static boolean isZero(DiskFile file, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.read(0, bytes);
        return bytes.flip().mismatch(ByteBuffer.allocate(length).limit(bytes.limit())) < 0;
    }

    /** Offset behind the last byte that is not zero, at least {@code from}. */
    private long usedBytes(DiskFile file, long from) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) Math.min(1 << 20, file.sizeBytes()));
        for (long end = file.sizeBytes(); end > from; ) {
            long start = Math.max(from, end - bytes.capacity());
            bytes.clear().limit((int) (end - start));
            file.read(start, bytes);
            for (int i = bytes.position() - 1; i >= 0; i--) {
                if (bytes.get(i) != 0) {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return from;
    }

    /** Copies what is not part of the journal out of it, synced before anything else is done. */
    private void keepInQuarantine(String name, DiskFile file, long from, long to)
            throws IOException {
        String cut = "%s-at-%d.cut".formatted(name, from);
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) (to - from));
        file.read(from, bytes);
        bytes.flip();
        try (DiskFile copy = quarantine.create(cut, to - from)) {
            copy.write(0, new ByteBuffer[] {bytes}, 1);
            copy.sync();
        }
        quarantine.syncNames();
    }
}

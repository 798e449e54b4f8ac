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
import org.agrona.concurrent.UnsafeBuffer;
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
        checkLostBefore(first, next);
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
            String reason = "the journal does not go on where the state ends";
            damage(first, 0, newlyDamaged(before), reason);
        }
        return new JournalStart(nextFileId(), epoch + 1, end, goingOn(next));
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
            String reason = "the journal is gone, the state tables are there";
            Arrays.fill(damaged, true);
            damages.add(new Damage("", 0, allShards(), reason));
        }
        long[] next = goingOn(from.shardPositions().clone());
        return new JournalStart(nextFileId(), 1, from.journalPosition(), next);
    }

    /** No number is used again, even of files that are gone. */
    private long nextFileId() {
        return from.journalPosition() == 0
                ? lastFileId + 1
                : Math.max(lastFileId, fromSegmentId()) + 1;
    }

    /** Where each stream goes on; one that lost frames does not, nor at any later start. */
    private long[] goingOn(long[] next) {
        for (int shard = 0; shard < next.length; shard++) {
            next[shard] = damaged[shard] ? SegmentHeader.LOST : next[shard];
        }
        return next;
    }

    /** What a shard lost in segments that are freed by now stays lost. */
    private void checkLostBefore(Segment first, long[] next) {
        boolean[] before = damaged.clone();
        for (int shard = 0; shard < next.length; shard++) {
            damaged[shard] |= next[shard] == SegmentHeader.LOST;
        }
        if (!Arrays.equals(before, damaged)) {
            damage(first, 0, newlyDamaged(before), "frames were lost in an earlier segment");
        }
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
            scan.doubtAll();
            if (!scan.skipToNextGroup(limit)) {
                break;
            }
        }
        for (int shard = 0; shard < next.length; shard++) {
            damaged[shard] |= next[shard] != following.shardPositions()[shard];
            next[shard] = following.shardPositions()[shard];
        }
        scan.trustAll();
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
        long end = behindLastGroup(used);
        boolean[] before = damaged.clone();
        long bad = -1;
        String reason = "";
        long stated = -1;
        while (!scan.run(config.segmentBytes())) {
            stated = scan.durableStatedLater(end);
            if (stated <= base + scan.offset()) {
                break;
            }
            bad = bad < 0 ? scan.offset() : bad;
            reason = scan.problem();
            scan.doubtAll();
            if (!scan.skipToNextGroup(end)) {
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
        List<Headless> headless = new ArrayList<>();
        for (String name : disk.list()) {
            if (Segments.isSegment(name)) {
                openFile(name, Segments.idOf(name), headless);
            } else if (Segments.isFreed(name)) {
                disk.delete(name);
            }
        }
        boolean isFollowed = false;
        for (Headless file : headless.reversed()) {
            isFollowed |= file.segmentId() < lastFileId || isBeforePoint(file.segmentId());
            isFollowed |= withoutHeader(file, isFollowed);
        }
    }

    /** The state holds something of this segment or of a later one: its header was synced. */
    private boolean isBeforePoint(long segmentId) {
        return from.journalPosition() > 0 && segmentId <= fromSegmentId();
    }

    /** A file that does not begin with a header. */
    private record Headless(String name, long segmentId, DiskFile file) {}

    private void openFile(String name, long segmentId, List<Headless> headless) throws IOException {
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
        lastFileId = segmentId;
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
        long used = usedBytes(file, 0);
        boolean isEmpty = used == 0 && file.sizeBytes() == config.segmentBytes();
        long durable = used == 0 ? -1 : durableStatedIn(headless.segmentId(), file, used);
        if (isFollowed || durable > headless.segmentId() * config.segmentBytes()) {
            lostHeader(headless);
            return true;
        }
        if (isEmpty && headless.segmentId() == nextFileId()) {
            spare = file;
            return false;
        }
        if (durable >= 0 || !isZero(file, headerBytes())) {
            keepInQuarantine(headless.name(), file, 0, used);
        }
        file.close();
        disk.delete(headless.name());
        disk.syncNames();
        return false;
    }

    /** Nothing of it can be read; what the state holds of it is not missed. */
    private void lostHeader(Headless headless) {
        boolean isNeeded = headless.segmentId() >= fromSegmentId();
        if (isNeeded) {
            Arrays.fill(damaged, true);
        }
        int[] shards = isNeeded ? allShards() : new int[0];
        String reason = "the segment's header is not what was written";
        damages.add(new Damage(headless.name(), 0, shards, reason));
        lastFileId = Math.max(lastFileId, headless.segmentId());
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
        return scan.durableStatedLater(behindLastGroup(used));
    }

    /**
     * The frame that opens a group may end in zeros: the last one may reach beyond what is used.
     */
    private long behindLastGroup(long used) {
        return Math.min(used + GroupFlyweight.BYTES, config.segmentBytes());
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
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        for (long end = file.sizeBytes(); end > from; ) {
            long start = Math.max(from, end - bytes.capacity());
            bytes.clear().limit((int) (end - start));
            file.read(start, bytes);
            int used = used(buffer, bytes.position());
            if (used > 0) {
                return start + used;
            }
            end = start;
        }
        return from;
    }

    /** Bytes up to the last one that is not zero. */
    private static int used(UnsafeBuffer buffer, int length) {
        int end = length;
        while (end % Long.BYTES != 0 && buffer.getByte(end - 1) == 0) {
            end--;
        }
        if (end % Long.BYTES != 0) {
            return end;
        }
        while (end > 0 && buffer.getLong(end - Long.BYTES) == 0) {
            end -= Long.BYTES;
        }
        while (end > 0 && buffer.getByte(end - 1) == 0) {
            end--;
        }
        return end;
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

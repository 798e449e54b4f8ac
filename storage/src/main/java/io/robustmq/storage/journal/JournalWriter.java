package io.robustmq.storage.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.disk.DiskFile;
import io.robustmq.storage.journal.Segments.Segment;
import io.robustmq.storage.journal.concurrent.AppendRing;
import io.robustmq.storage.journal.concurrent.StreamPositions;
import io.robustmq.storage.journal.concurrent.WriterState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what all cores handed over as one group, syncs once for all of them, and says how far it
 * got. What arrives during a sync goes into the next group, so groups grow with the load.
 *
 * <p>Owned by the thread that calls {@link #doWork}. The first error ends it: nothing is tried
 * again, nothing is acknowledged any more.
 */
final class JournalWriter {
    /** A group is no larger, so that no sync takes unbounded time. */
    static final int GROUP_BYTES_MAX = 4 << 20;

    /** The last durable position is repeated when nothing was written for so long. */
    static final long ANCHOR_AFTER_NS = 200_000_000;

    private final AppendRing[] rings;
    private final Runnable[] wakeCores;
    private final StreamPositions positions;
    private final WriterState state;
    private final Segments segments;
    private final SegmentSupply supply;
    private final JournalCells cells;
    private final int journalEpoch;
    private final long syncIntervalNs;
    private final CRC32C crc = new CRC32C();

    private final long[] next;
    private final long[] gathered;
    private final long[] frameBytes;
    private final ByteBuffer[] parts;
    private final ByteBuffer[][] views;
    private final ByteBuffer groupBytes =
            ByteBuffer.allocateDirect(FrameFlyweight.align(GroupFlyweight.BYTES));
    private final UnsafeBuffer group = new UnsafeBuffer(groupBytes);
    private int partCount;
    private int firstCore;
    private int groupFrames;
    private int groupSize;

    /** Null until the first group: only then a segment is begun. */
    private @Nullable DiskFile file;

    private final long endOfPrevious;
    private long segmentId;
    private int at;
    private long syncedPosition;
    private long saidDurable;
    private long lastWriteNs;
    private long firstUnsyncedNs;

    JournalWriter(
            JournalStart start,
            AppendRing[] rings,
            Runnable[] wakeCores,
            StreamPositions positions,
            WriterState state,
            Segments segments,
            SegmentSupply supply,
            JournalCells cells,
            long syncIntervalNs) {
        this.rings = rings;
        this.wakeCores = wakeCores;
        this.positions = positions;
        this.state = state;
        this.segments = segments;
        this.supply = supply;
        this.cells = cells;
        this.journalEpoch = start.journalEpoch();
        this.syncIntervalNs = syncIntervalNs;
        this.next = start.shardPositions().clone();
        this.gathered = new long[rings.length];
        this.frameBytes = new long[rings.length];
        this.parts = new ByteBuffer[1 + 2 * rings.length];
        this.views = new ByteBuffer[rings.length][2];
        for (int core = 0; core < rings.length; core++) {
            views[core][0] = rings[core].bytes().duplicate();
            views[core][1] = rings[core].bytes().duplicate();
        }
        this.segmentId = start.segmentId() - 1;
        this.endOfPrevious = start.previousEnd();
        this.at = segments.segmentBytes();
        this.syncedPosition = endOfPrevious;
        this.saidDurable = endOfPrevious;
    }

    /**
     * One turn: writes what is there, syncs when somebody waits for it or the interval is over.
     *
     * @return bytes written and syncs done; 0 when there was nothing to do
     */
    int doWork(long nowNs) {
        if (state.isFenced()) {
            return 0;
        }
        try {
            int work = writeGroup(nowNs);
            if (isSyncDue(nowNs)) {
                sync();
                work++;
            } else if (work > 0) {
                wakeAll();
            } else if (isAnchorDue(nowNs)) {
                writeAnchor(nowNs);
                work++;
            }
            return work;
        } catch (IOException | RuntimeException e) {
            state.fence(e + " at journal position " + position());
            cells.fenced();
            wakeAll();
            return 0;
        }
    }

    private int writeGroup(long nowNs) throws IOException {
        gather();
        if (groupFrames == 0) {
            return 0;
        }
        encodeGroup(groupSize);
        if (!hasUnsynced()) {
            firstUnsyncedNs = nowNs;
        }
        open().write(at, parts, partCount);
        at += GroupFlyweight.BYTES + groupSize;
        lastWriteNs = nowNs;
        cells.wrote(GroupFlyweight.BYTES + groupSize, groupFrames);
        positions.written(next);
        for (int core = 0; core < rings.length; core++) {
            rings[core].written(gathered[core], frameBytes[core]);
        }
        return groupSize;
    }

    /**
     * Collects, core by core, whole frames that fit into group and segment; each core is first
     * once.
     */
    private void gather() throws IOException {
        partCount = 1;
        groupFrames = 0;
        groupSize = 0;
        firstCore = (firstCore + 1) % rings.length;
        for (int i = 0; i < rings.length; i++) {
            gatherFrom((firstCore + i) % rings.length);
        }
    }

    private void gatherFrom(int core) throws IOException {
        AppendRing ring = rings[core];
        long from = ring.head();
        long to = ring.published();
        long position = from;
        int view = 0;
        while (position < to) {
            int padding = ring.paddingAt(position);
            if (padding > 0 || (ring.indexOf(position) == 0 && position > from)) {
                addPart(views[core][view++], ring, from, position);
                position += padding;
                from = position;
            }
            if (padding > 0) {
                continue;
            }
            int length = frameBytesAt(ring, position);
            if (!fits(length)) {
                break;
            }
            noteFrame(ring, position);
            frameBytes[core] += length;
            position += length;
        }
        addPart(views[core][view], ring, from, position);
        gathered[core] = position;
    }

    private static int frameBytesAt(AppendRing ring, long position) {
        return FrameFlyweight.align(FrameFlyweight.length(ring.buffer(), ring.indexOf(position)));
    }

    /** Room is kept for one more group frame, so that the durable position can always be said. */
    private boolean fits(int frameBytes) throws IOException {
        int wanted = groupSize + frameBytes;
        if (wanted > GROUP_BYTES_MAX && groupFrames > 0) {
            return false;
        }
        if (at + 2 * GroupFlyweight.BYTES + wanted <= segments.segmentBytes()) {
            return true;
        }
        return groupFrames == 0 && roll();
    }

    private void noteFrame(AppendRing ring, long position) {
        UnsafeBuffer buffer = ring.buffer();
        int index = ring.indexOf(position);
        int shard = FrameFlyweight.shard(buffer, index);
        if (FrameFlyweight.shardPosition(buffer, index) != next[shard]) {
            throw new IllegalStateException("a gap in the stream of shard " + shard);
        }
        next[shard] =
                FrameFlyweight.type(buffer, index) == FrameFlyweight.TRUNCATE
                        ? buffer.getLong(index + FrameFlyweight.HEADER_BYTES, LITTLE_ENDIAN)
                        : next[shard] + frameBytesAt(ring, position);
        groupFrames++;
        groupSize += frameBytesAt(ring, position);
    }

    private void addPart(ByteBuffer view, AppendRing ring, long from, long to) {
        if (to > from) {
            int index = ring.indexOf(from);
            view.limit(index + (int) (to - from)).position(index);
            parts[partCount++] = view;
        }
    }

    private void encodeGroup(int bytes) {
        GroupFlyweight.encode(
                group, groupBytes, 0, position(), syncedPosition, journalEpoch, bytes, crc);
        saidDurable = syncedPosition;
        groupBytes.limit(GroupFlyweight.BYTES).position(0);
        parts[0] = groupBytes;
    }

    private boolean hasUnsynced() {
        return position() > syncedPosition && at > headerBytes();
    }

    private DiskFile open() {
        return Objects.requireNonNull(file, "no segment is open");
    }

    private int headerBytes() {
        return FrameFlyweight.align(SegmentHeader.bytes(next.length));
    }

    private boolean isSyncDue(long nowNs) {
        if (!hasUnsynced()) {
            return false;
        }
        for (AppendRing ring : rings) {
            if (Math.min(ring.syncUpTo(), ring.written()) > ring.committed()) {
                return true;
            }
        }
        return nowNs - firstUnsyncedNs >= syncIntervalNs;
    }

    private void sync() throws IOException {
        long startNs = System.nanoTime();
        open().sync();
        cells.synced(System.nanoTime() - startNs);
        syncedPosition = position();
        positions.committed(next);
        positions.committedJournal(syncedPosition);
        for (int core = 0; core < rings.length; core++) {
            long written = rings[core].written();
            if (written != rings[core].committed()) {
                rings[core].committed(written);
                wakeCores[core].run();
            }
        }
    }

    /** Something may be acknowledged without a sync, or never. */
    private void wakeAll() {
        for (Runnable wake : wakeCores) {
            wake.run();
        }
    }

    private boolean isAnchorDue(long nowNs) {
        return syncedPosition > saidDurable
                && file != null
                && position() == syncedPosition
                && nowNs - lastWriteNs >= ANCHOR_AFTER_NS
                && at + GroupFlyweight.BYTES <= segments.segmentBytes();
    }

    /** An empty group, that what was synced last is known to have been. */
    private void writeAnchor(long nowNs) throws IOException {
        encodeGroup(0);
        open().write(at, parts, 1);
        at += GroupFlyweight.BYTES;
        lastWriteNs = nowNs;
        cells.wrote(GroupFlyweight.BYTES, 0);
        sync();
        saidDurable = syncedPosition;
    }

    /** Goes on in the next segment; false while there is none. */
    private boolean roll() throws IOException {
        SegmentSupply.Spare following = supply.take();
        if (following == null) {
            cells.stalled();
            return false;
        }
        if (hasUnsynced()) {
            sync();
        }
        SegmentHeader header =
                new SegmentHeader(
                        segmentId + 1,
                        segments.segmentBytes(),
                        journalEpoch,
                        position(),
                        following.isReused(),
                        next.clone());
        following.file().write(0, new ByteBuffer[] {header.encode()}, 1);
        segments.seal(segmentId, position());
        segments.add(new Segment(header, following.file(), Long.MAX_VALUE));
        file = following.file();
        segmentId++;
        at = headerBytes();
        syncedPosition = header.previousEnd();
        return true;
    }

    /** Nothing comes any more: syncs what is not yet, and says the durable position. */
    void finish(long nowNs) {
        doWork(nowNs + syncIntervalNs);
        doWork(nowNs + syncIntervalNs + ANCHOR_AFTER_NS);
    }

    /** Nothing is unsynced, the durable position was said, nothing waits in the rings. */
    boolean isIdle() {
        if (hasUnsynced() || syncedPosition > saidDurable && file != null) {
            return false;
        }
        for (AppendRing ring : rings) {
            if (ring.head() != ring.published()) {
                return false;
            }
        }
        return true;
    }

    /** Journal position behind what was written last. */
    long position() {
        return file == null ? endOfPrevious : segmentId * segments.segmentBytes() + at;
    }

    long syncedPosition() {
        return syncedPosition;
    }
}

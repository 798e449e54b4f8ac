package io.robustmq.storage.journal;

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
    private final StreamEnds ends;
    private final WriteGroup gathering;
    private final WriteGroup.Room room = this::hasRoom;
    private final ByteBuffer groupBytes = ByteBuffer.allocateDirect(GroupFlyweight.BYTES);
    private final UnsafeBuffer group = new UnsafeBuffer(groupBytes);

    /** Where streams and journal were behind the last whole step: no more is acknowledged. */
    private final long[] whole;

    private long wholePosition;

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
        this.ends = new StreamEnds(start.shardPositions().clone(), start.shardEpochs().clone());
        this.gathering = new WriteGroup(rings, ends);
        this.whole = start.shardPositions().clone();
        this.segmentId = start.segmentId() - 1;
        this.endOfPrevious = start.previousEnd();
        this.at = segments.segmentBytes();
        this.syncedPosition = endOfPrevious;
        this.wholePosition = endOfPrevious;
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
        gathering.gather(room);
        if (gathering.frames() == 0) {
            return 0;
        }
        encodeGroup(gathering.bytes());
        if (!hasUnsynced()) {
            firstUnsyncedNs = nowNs;
        }
        open().append(at, gathering.parts(groupBytes), gathering.partCount());
        at += GroupFlyweight.BYTES + gathering.bytes();
        lastWriteNs = nowNs;
        cells.wrote(GroupFlyweight.BYTES + gathering.bytes(), gathering.frames());
        if (!gathering.goesOn()) {
            System.arraycopy(ends.positions(), 0, whole, 0, whole.length);
            wholePosition = position();
            positions.written(whole);
        }
        gathering.release();
        return gathering.bytes();
    }

    /** Room is kept for one more group frame, so that the durable position can always be said. */
    private boolean hasRoom(int frameBytes, boolean isEmpty) throws IOException {
        return at + 2 * GroupFlyweight.BYTES + frameBytes <= segments.segmentBytes()
                || (isEmpty && roll());
    }

    private void encodeGroup(int bytes) {
        GroupFlyweight.encode(
                group,
                groupBytes,
                0,
                position(),
                syncedPosition,
                journalEpoch,
                bytes,
                gathering.goesOn(),
                crc);
        saidDurable = syncedPosition;
        groupBytes.clear();
    }

    private boolean hasUnsynced() {
        return position() > syncedPosition && at > headerBytes();
    }

    private DiskFile open() {
        return Objects.requireNonNull(file, "no segment is open");
    }

    private int headerBytes() {
        return SegmentHeader.bytes(whole.length);
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
        positions.committed(whole);
        positions.committedJournal(wholePosition);
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
        open().append(at, gathering.parts(groupBytes), 1);
        at += GroupFlyweight.BYTES;
        lastWriteNs = nowNs;
        cells.wrote(GroupFlyweight.BYTES, 0);
        if (!gathering.goesOn()) {
            wholePosition = position();
        }
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
                        ends.positions().clone(),
                        ends.epochs().clone());
        following.file().append(0, new ByteBuffer[] {header.encode()}, 1);
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

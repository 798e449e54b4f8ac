package io.robustmq.storage.journal;

import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.disk.DiskFile;
import io.robustmq.storage.journal.concurrent.AppendRing;
import io.robustmq.storage.journal.concurrent.SegmentHolds;
import io.robustmq.storage.journal.concurrent.StreamPositions;
import io.robustmq.storage.journal.concurrent.WriterState;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The journal of a node: one ring per core, one writer, the segments on one disk. It owns no
 * thread: {@link JournalThreads} or a simulator turn {@link #writerTurn} and {@link #supplyTurn}.
 */
public final class NodeJournal {
    private final JournalConfig config;
    private final JournalPoint from;
    private final int openings;
    private final long recoveredEnd;
    private final Segments segments;
    private final List<Damage> damages;
    private final boolean[] damaged;
    private final StreamPositions positions;
    private final WriterState state;
    private final SegmentSupply supply;
    private final SegmentHolds holds = new SegmentHolds();
    private final SegmentReclaim reclaim;
    private final JournalWriter writer;
    private final CoreJournal[] cores;
    private final JournalCells cells = new JournalCells();

    /**
     * Opens a journal: recovers what is there, hands over every frame behind a point, and is ready
     * to append.
     *
     * @param quarantine where torn ends are kept
     * @param wakeCores by core: run when something became written or committed for it; any thread
     *     may run it
     * @param from up to where everything is known without the journal; what lies wholly before it
     *     may be gone
     * @throws IOException when the disk fails or holds a format that is not known
     */
    public NodeJournal(
            Disk disk,
            Disk quarantine,
            JournalConfig config,
            Runnable[] wakeCores,
            JournalPoint from,
            FrameVisitor visitor)
            throws IOException {
        this.config = config;
        this.from = from.copy();
        JournalRecovery recovery = new JournalRecovery(disk, quarantine, config, from);
        JournalStart start = recovery.run(visitor);
        this.openings = start.journalEpoch();
        this.recoveredEnd = start.previousEnd();
        this.segments = recovery.segments();
        this.damages = recovery.damages();
        this.damaged = recovery.damagedShards();
        this.positions = new StreamPositions(start.previousEnd(), start.shardPositions());
        this.state = new WriterState();
        this.supply =
                new SegmentSupply(
                        disk,
                        config.segmentBytes(),
                        FrameFlyweight.align(SegmentHeader.bytes(config.shards())),
                        start.segmentId());
        this.reclaim = new SegmentReclaim(disk, segments, holds, supply, start.journalEpoch());
        DiskFile spare = recovery.spare();
        if (spare != null) {
            supply.adopt(spare);
        }
        AppendRing[] rings = new AppendRing[wakeCores.length];
        Arrays.setAll(rings, core -> new AppendRing(config.ringBytes()));
        this.cores = new CoreJournal[rings.length];
        Arrays.setAll(
                cores,
                core -> new CoreJournal(rings[core], positions, state, start.shardPositions()));
        this.writer =
                new JournalWriter(
                        start,
                        rings,
                        wakeCores,
                        positions,
                        state,
                        segments,
                        supply,
                        cells,
                        config.syncIntervalNs());
    }

    /**
     * Hands over every good frame behind the point of what was there at the start, but of no
     * damaged shard. Before anything is freed; any threads, each with a visitor of its own.
     */
    public void replay(FrameVisitor visitor) throws IOException {
        JournalReader reader = reader(from, visitor);
        while (reader.readGroup(recoveredEnd) > 0) {
            // Each group is delivered by the call.
        }
    }

    /** A core's end; for that core's thread. */
    public Journal core(int core) {
        return cores[core];
    }

    /** The same end, for whoever replicates. */
    public ReplicatedJournal replicated(int core) {
        return cores[core];
    }

    /**
     * The writer's turn; always on the same thread.
     *
     * @return 0 when there was nothing to do
     */
    public int writerTurn(long nowNs) {
        return writer.doWork(nowNs);
    }

    int coreCount() {
        return cores.length;
    }

    /** The writer has nothing unsynced and nothing to repeat: it may sleep until it is woken. */
    boolean isIdle() {
        return writer.isIdle();
    }

    /** The segment that is to be made ready, {@link SegmentSupply#NONE} while one is. */
    long wantedSegment() {
        return supply.wanted();
    }

    /** Makes the next segment ready; may be slow, any one thread at a time. */
    public int supplyTurn() {
        return supply.doWork();
    }

    /** Reads the committed journal from a point on; whoever calls it owns the reader. */
    public JournalReader reader(JournalPoint from, FrameVisitor visitor) {
        return new JournalReader(segments, from, damaged.clone(), visitor);
    }

    /** Keeps everything from a journal position on, in so far as it is still there. Any thread. */
    public SegmentHolds.Hold hold(long position) {
        return holds.hold(position);
    }

    /**
     * Deletes segments that lie wholly before a committed position and that nobody holds. Always on
     * the same thread.
     *
     * @return segments freed
     */
    public int freeBefore(long position) throws IOException {
        return reclaim.freeBefore(position);
    }

    /** After the cores and the writer ended: hands over, writes and syncs the rest. */
    public void close(long nowNs) throws IOException {
        int work;
        do {
            work = supply.doWork() + writer.doWork(nowNs);
            for (CoreJournal core : cores) {
                work += core.doWork();
            }
        } while (work > 0);
        writer.finish(nowNs);
        supply.close();
        segments.closeAll();
    }

    /** What a core appended and the disk does not yet have for sure. Any thread. */
    public long uncommittedBytes(int core) {
        return cores[core].uncommittedBytes();
    }

    /** Of that, what has no room in the core's ring. Any thread. */
    public long overflowBytes(int core) {
        return cores[core].overflowBytes();
    }

    /**
     * Which opening of the journal it is, from 1 on: higher than that of any in which a frame was
     * written.
     */
    public int openings() {
        return openings;
    }

    public WriterState state() {
        return state;
    }

    public JournalCells cells() {
        return cells;
    }

    public StreamPositions positions() {
        return positions;
    }

    public Segments segments() {
        return segments;
    }

    /** Segments that hold something; the one made ready is not counted. Any thread. */
    public int segmentCount() {
        return segments.all().size();
    }

    public JournalConfig config() {
        return config;
    }

    /** What recovery found damaged; empty nearly always. */
    public List<Damage> damages() {
        return damages;
    }

    /** True when the shard lost frames that had been synced: it must not be served. */
    public boolean isDamaged(int shard) {
        return damaged[shard];
    }

    /** Why no further segment can be made; null while all is well. */
    public @Nullable String shortOfSpace() {
        IOException failure = supply.lastFailure();
        return failure == null ? null : failure.getMessage();
    }
}

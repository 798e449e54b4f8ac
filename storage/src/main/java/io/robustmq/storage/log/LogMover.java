package io.robustmq.storage.log;

import io.robustmq.storage.journal.JournalBytes;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.journal.concurrent.SegmentHolds.Hold;
import io.robustmq.storage.log.concurrent.LogIndex;
import io.robustmq.storage.log.concurrent.PieceProposal;
import io.robustmq.storage.log.concurrent.TierPiece;
import io.robustmq.storage.state.StateStore;
import io.robustmq.storage.tier.LogObjectWriter;
import io.robustmq.storage.tier.Tier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the journal that logs need, and sees to it that it does not become too much: the oldest
 * segments, when they are mostly not needed or the logs keep more than they may, are gone through
 * once, what is needed of them is put into the tier, an object per log, and the logs' cores make
 * the objects part of their logs. Only what is committed and applied is looked at.
 *
 * <p>Watching —a move is due→ Walking —range read→ Putting —all put→ Awaiting —all in the indexes→
 * Watching; what cannot be read leads back to Watching. A move takes all logs' batches out of the
 * oldest segments, or, when a log should be compacted, those of such logs alone out of all that is
 * there. Watching —what lies in the tier should be compacted→ Compacting, by {@link LogCompactor},
 * for a group of pieces at a time. It keeps nothing of its own on disk: after a kill it begins
 * again, and objects that no log has are found and deleted. It owns no thread: {@link MoverThread}
 * or a simulator turns it.
 */
public final class LogMover {
    /** Batches looked at in one turn, so that no turn takes unbounded time. */
    private static final int BATCHES_PER_TURN = 4_096;

    /** After a tier failed. */
    private static final long RETRY_NS = 1_000_000_000;

    private static final int PERCENT = 100;

    /** Logs that keep so many times what they may should take nothing more. */
    private static final int SLOW_DOWN_AT = 2;

    private enum Phase {
        WATCHING,
        WALKING,
        PUTTING,
        AWAITING,
        COMPACTING
    }

    private final NodeJournal journal;
    private final StateStore store;
    private final LogSources sources;
    private final JournalBytes bytes;
    private final Tier tier;
    private final List<LogShard> shards;
    private final MoverConfig config;
    private final IoBudget budget;
    private final Hold hold;
    private final FrameWalk walk;
    private final Map<Long, LogObjectWriter> writers = new LinkedHashMap<>();
    private final ArrayDeque<LogObjectWriter> toPut = new ArrayDeque<>();
    private final ArrayDeque<PieceProposal> toPropose = new ArrayDeque<>();
    private final List<PieceProposal> awaited = new ArrayList<>();
    private final LogCompactor compactor;
    private final LongSupplier clockMs;
    private final long gatheredBytesMax;
    private @Nullable Set<Long> gathering;
    private long gatheredTo;
    private long takenBytes;
    private boolean hasMoved;
    private boolean hasGathered;
    private Phase phase = Phase.WATCHING;
    private long heldFrom;
    private long walked;
    private long rangeEnd;
    private long walkedTo;
    private long retryAtNs = Long.MIN_VALUE;
    private long sweptAtNs = Long.MIN_VALUE;
    private long movedBytes;
    private boolean hasFailed;
    private volatile long keptFrom;
    private volatile @Nullable String lastFailure;

    /**
     * Before anything frees the journal.
     *
     * @param store as the indexes were loaded from
     * @param shards by number
     * @param clockMs milliseconds since 1970, as records have them
     */
    public LogMover(
            NodeJournal journal,
            StateStore store,
            LogSources sources,
            List<LogShard> shards,
            MoverConfig config,
            LongSupplier clockMs) {
        this.journal = journal;
        this.store = store;
        this.sources = sources;
        this.bytes = sources.journal();
        this.tier = sources.tier();
        this.shards = List.copyOf(shards);
        this.config = config;
        this.budget = new IoBudget(config.ioBytesPerSecond());
        this.hold = journal.hold(0);
        this.walk = new FrameWalk(sources.journal(), sources.cache());
        this.compactor = new LogCompactor(sources, this.shards, config, budget, walk);
        this.clockMs = clockMs;
        this.gatheredBytesMax = config.compactor().groupBytesMax();
        this.keptFrom = Math.max(0, bytes.first());
    }

    /**
     * One turn.
     *
     * @return 0 when there was nothing to do, or no budget to do it
     */
    public int turn(long nowNs) {
        if (hasFailed || nowNs < retryAtNs) {
            return 0;
        }
        try {
            return switch (phase) {
                case WATCHING -> watch(nowNs);
                case WALKING -> budget.isLeft(nowNs) ? walk() : 0;
                case PUTTING -> budget.isLeft(nowNs) ? put() : 0;
                case AWAITING -> await();
                case COMPACTING -> compact(nowNs);
            };
        } catch (IOException e) {
            lastFailure = e.toString();
            retryAtNs = nowNs + RETRY_NS;
            if (phase == Phase.WALKING) {
                beginAgain();
            }
            return 0;
        }
    }

    /** Something lies in the range that cannot be read: nothing of it is left out or moved. */
    private void beginAgain() {
        writers.clear();
        gathering = null;
        phase = Phase.WATCHING;
    }

    /** What nobody expected: nothing is moved any more, and the journal stays as it is. */
    void fail(Throwable cause) {
        hasFailed = true;
        lastFailure = "the mover stopped: " + cause;
    }

    private int watch(long nowNs) throws IOException {
        long kept = store.keptPosition(); // before the indexes are asked: they know all before it
        long first = bytes.first();
        if (first == JournalBytes.GONE || !sources.indexes().isComplete()) {
            return 0;
        }
        long from = Math.max(first, walked);
        keptFrom = from;
        holdFrom(Math.min(kept, sources.indexes().firstNeeded(from)));
        int work = sweep(nowNs);
        boolean isMoveDue = isMoveDue(from, kept);
        if (isMoveDue && !hasMoved) {
            beginWalk(from);
            return work + 1;
        }
        hasMoved = false; // after a move logs are compacted a little, whatever else is to be moved
        if (compactor.isBusy() || beginCompaction(nowNs, kept)) {
            phase = phase == Phase.WATCHING ? Phase.COMPACTING : phase;
            return work + 1;
        }
        return isMoveDue ? work + 1 : work;
    }

    private void beginWalk(long from) {
        walk.start(from);
        walkedTo = from;
        takenBytes = 0;
        phase = Phase.WALKING;
    }

    /**
     * @return false when no log should be compacted
     */
    private boolean beginCompaction(long nowNs, long kept) throws IOException {
        long sealed = kept / bytes.segmentBytes() * bytes.segmentBytes();
        long nowMs = clockMs.getAsLong();
        DirtyLogs.Due due = compactor.due(nowNs, nowMs, gatheredTo, sealed);
        if (due == null) {
            return false;
        }
        if (!due.mustGather() || hasGathered && due.isInTier()) {
            hasGathered = false; // what comes meanwhile waits
            compactor.begin(due, nowMs);
            return true;
        }
        gather(due.mustGatherOpen() ? bytes.committed() : sealed);
        return true;
    }

    /** Batches of logs that are compacted go into the tier, whatever else is in their segments. */
    private void gather(long end) {
        Set<Long> logs = new HashSet<>();
        long from = end;
        for (Long logId : sources.indexes().compactions().keySet()) {
            LogIndex index = sources.indexes().get(logId);
            if (index != null) {
                logs.add(logId);
                from = Math.min(from, index.firstNeeded());
            }
        }
        gathering = logs;
        rangeEnd = end;
        beginWalk(from);
    }

    private int compact(long nowNs) throws IOException {
        long before = compactor.compactedBytes();
        int work = compactor.turn(nowNs);
        if (compactor.compactedBytes() > before) {
            lastFailure = null;
        }
        if (!compactor.isInGroup()) {
            phase = Phase.WATCHING;
        }
        return work;
    }

    private void holdFrom(long position) {
        if (position > heldFrom) {
            heldFrom = position;
            hold.moveTo(position);
        }
    }

    private boolean isMoveDue(long from, long kept) {
        long segmentBytes = bytes.segmentBytes();
        long wanted = (from / segmentBytes + config.moveSegments()) * segmentBytes;
        rangeEnd = Math.min(wanted, kept / segmentBytes * segmentBytes);
        if (rangeEnd <= from || heldFrom >= rangeEnd) {
            return false;
        }
        boolean isTooMuch = bytes.committed() - from > config.journalBytesMax();
        long needed = sources.indexes().neededBefore(rangeEnd);
        return isTooMuch || needed * PERCENT < config.neededPercentMin() * (rangeEnd - from);
    }

    private int walk() throws IOException {
        for (int i = 0; i < BATCHES_PER_TURN; i++) {
            boolean isEnough = gathering != null && takenBytes >= gatheredBytesMax;
            int step = isEnough ? FrameWalk.END : walk.next(FrameWalk.ALL_LOGS, rangeEnd);
            if (step == FrameWalk.GONE) {
                beginAgain();
                return 1;
            } else if (step == FrameWalk.END) {
                rangeEnd = isEnough ? walkedTo : rangeEnd;
                toPut.addAll(writers.values());
                writers.clear();
                phase = Phase.PUTTING;
                return 1;
            }
            budget.used(walk.following() - walkedTo);
            walkedTo = walk.following();
            take();
        }
        return 1;
    }

    private void take() throws IOException {
        Set<Long> only = gathering;
        if (only != null && !only.contains(walk.logId())) {
            return;
        }
        LogIndex index = sources.indexes().get(walk.logId());
        if (index == null || walk.endOffset() <= Math.max(index.startOffset(), index.tieredEnd())) {
            return;
        }
        if (!walk.loadBatch()) {
            throw new IOException("journal was freed that log " + walk.logId() + " needs");
        }
        writers.computeIfAbsent(walk.logId(), this::begin)
                .add(walk.batchBuffer(), walk.batchOffset(), walk.batchBytes());
        takenBytes += walk.batchBytes();
    }

    private LogObjectWriter begin(long logId) {
        return new LogObjectWriter(
                logId, walk.baseOffset(), walk.logPosition(), -1, config.indexSpacingBytes());
    }

    private int put() throws IOException {
        LogObjectWriter next = toPut.peek();
        if (next != null) {
            ByteBuffer object = next.finish();
            tier.put(next.name(), object.duplicate());
            lastFailure = null;
            toPut.remove();
            budget.used(object.limit());
            movedBytes += next.batchBytes();
            toPropose.add(new PieceProposal(next.logId(), pieceOf(next)));
        }
        return propose();
    }

    private static TierPiece pieceOf(LogObjectWriter object) {
        return new TierPiece(
                object.firstOffset(),
                object.endOffset(),
                object.logPosition(),
                object.batchBytes(),
                object.maxTimestamp());
    }

    private int propose() {
        for (PieceProposal next = toPropose.peek(); next != null; next = toPropose.peek()) {
            LogIndex index = sources.indexes().get(next.logId());
            if (index != null) {
                if (!shards.get(index.shard()).propose(next)) {
                    return 0;
                }
                awaited.add(next);
            }
            toPropose.remove();
        }
        if (toPut.isEmpty()) {
            phase = Phase.AWAITING;
        }
        return 1;
    }

    private int await() {
        if (!awaited.removeIf(this::isSettled) && !awaited.isEmpty()) {
            return 0;
        }
        if (awaited.isEmpty()) {
            moved();
        }
        return 1;
    }

    private void moved() {
        if (gathering == null) {
            walked = rangeEnd;
            hasMoved = true;
        } else {
            gatheredTo = Math.max(gatheredTo, rangeEnd);
            gathering = null;
            hasGathered = true;
        }
        phase = Phase.WATCHING;
    }

    /** The event was committed and applied, or nothing of the piece is needed any more. */
    private boolean isSettled(PieceProposal proposal) {
        LogIndex index = sources.indexes().get(proposal.logId());
        long end = proposal.piece().endOffset();
        return index == null || index.tieredEnd() >= end || index.startOffset() >= end;
    }

    /**
     * Objects that no log has are left by a life that ended between putting and committing, or by
     * retention. The indexes are complete and no move is under way: what they do not have now will
     * never be part of a log.
     */
    private int sweep(long nowNs) throws IOException {
        if (sweptAtNs != Long.MIN_VALUE && nowNs - sweptAtNs < config.sweepIntervalNs()) {
            return 0;
        }
        sweptAtNs = nowNs;
        Set<String> unknown = new HashSet<>(tier.list());
        for (LogIndex index : sources.indexes().all()) {
            for (TierPiece piece : index.pieces()) {
                unknown.remove(TierSource.nameOf(index.logId(), piece));
            }
        }
        for (String name : unknown) {
            tier.delete(name);
        }
        return unknown.size();
    }

    /** Journal position from which on logs keep the journal. The mover's thread. */
    public long heldFrom() {
        return heldFrom;
    }

    /** Bytes of batches put into the tier. The mover's thread. */
    public long movedBytes() {
        return movedBytes;
    }

    /** Bytes of batches that compaction wrote. The mover's thread. */
    public long compactedBytes() {
        return compactor.compactedBytes();
    }

    /** Logs that were compacted, each time counted. The mover's thread. */
    public long compactions() {
        return compactor.passes();
    }

    /** Journal that logs keep, about: from the first that was not gone through on. Any thread. */
    public long keptBytes() {
        return bytes.committed() - keptFrom;
    }

    /**
     * True when logs keep twice the journal that they may, because tier or budget are slower than
     * what comes: nothing should be added until it is less. Any thread.
     */
    public boolean mustSlowDown() {
        return keptBytes() > SLOW_DOWN_AT * config.journalBytesMax();
    }

    /** Why the last attempt to move failed; null while all is well. Any thread. */
    public @Nullable String lastFailure() {
        return lastFailure;
    }

    /** A move is under way: it goes on as soon as budget, tier or cores let it. */
    boolean isMoving() {
        return phase != Phase.WATCHING || compactor.isBusy();
    }

    /** The journal is fenced, so that nothing more can be moved. Any thread. */
    public boolean isOver() {
        return journal.state().isFenced();
    }
}

package io.robustmq.storage.log;

import io.robustmq.storage.log.concurrent.LogIndex;
import io.robustmq.storage.log.concurrent.PieceProposal;
import io.robustmq.storage.log.concurrent.TierPiece;
import io.robustmq.storage.read.concurrent.BlockCache;
import io.robustmq.storage.tier.LogObjectWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compacts what lies in the tier of logs that want it, a group of pieces at a time: each is read,
 * written as one object of a higher generation, and becomes part of its log in place of what it was
 * made of, by an event. Until that is committed the log has the old ones, which are deleted when
 * nobody has them. It keeps nothing of its own on disk. The mover turns it when it has nothing else
 * to do, between two groups it need not.
 *
 * <p>Idle —due→ Mapping —keys there→ Writing —group written→ Putting → Awaiting —in the index→
 * Writing; behind the last group Idle.
 */
final class LogCompactor {
    private enum Phase {
        IDLE,
        MAPPING,
        WRITING,
        PUTTING,
        AWAITING
    }

    /** Blocks that its own reads keep: what readers have in the cache stays there. */
    private static final int OWN_CACHE_BYTES = 0;

    private final LogSources sources;
    private final List<LogShard> shards;
    private final CompactorConfig config;
    private final int indexSpacingBytes;
    private final IoBudget budget;
    private final PieceWalk walk;
    private final DirtyLogs dirty;
    private final Map<Long, Long> notBeforeNs = new HashMap<>();
    private Phase phase = Phase.IDLE;
    private @Nullable CompactionPass pass;
    private @Nullable PieceProposal proposal;
    private boolean isInGroup;
    private long writtenTo;
    private long generation;
    private long passes;
    private long compactedBytes;

    LogCompactor(
            LogSources sources,
            List<LogShard> shards,
            MoverConfig config,
            IoBudget budget,
            FrameWalk frames) {
        this.sources = sources;
        this.shards = shards;
        this.config = config.compactor();
        this.indexSpacingBytes = config.indexSpacingBytes();
        this.budget = budget;
        BlockCache own = new BlockCache(sources.cache().blockBytes(), OWN_CACHE_BYTES);
        this.walk = new PieceWalk(sources.tier(), own);
        this.dirty = new DirtyLogs(sources, frames, walk);
    }

    /**
     * Looks for the log that should be compacted next; only between two passes.
     *
     * @return null when there is none
     */
    DirtyLogs.@Nullable Due due(long nowNs, long nowMs, long gathered, long sealed)
            throws IOException {
        notBeforeNs.values().removeIf(until -> nowNs - until >= 0);
        return dirty.find(nowMs, gathered, sealed, notBeforeNs);
    }

    /** Begins to compact what the log has in the tier. */
    void begin(DirtyLogs.Due due, long nowMs) {
        pass =
                new CompactionPass(
                        due.index(), due.how(), nowMs, config, walk, shards.get(0).batchBytesMax());
        phase = Phase.MAPPING;
        writtenTo = 0;
    }

    /** A log is being compacted. */
    boolean isBusy() {
        return phase != Phase.IDLE;
    }

    /** Nothing may move now: a group is under way. */
    boolean isInGroup() {
        return isInGroup;
    }

    /**
     * One turn.
     *
     * @return 0 when there was nothing to do, or no budget to do it
     * @throws IOException when something cannot be read or put; what cannot be read ends the pass
     */
    int turn(long nowNs) throws IOException {
        CompactionPass now = pass;
        if (now == null) {
            return 0;
        } else if (phase == Phase.AWAITING) {
            return await(now);
        }
        if (!budget.isLeft(nowNs)) {
            return 0;
        }
        if (phase == Phase.PUTTING) {
            put(now);
            return 1;
        }
        try {
            read(now, nowNs);
        } catch (IOException e) {
            putOff(now, nowNs);
            throw e;
        }
        budget.used(now.takeReadBytes());
        return 1;
    }

    private void read(CompactionPass now, long nowNs) throws IOException {
        if (phase == Phase.MAPPING) {
            if (!now.map()) {
                return;
            } else if (now.isInVain()) {
                putOff(now, nowNs);
            } else {
                phase = Phase.WRITING;
            }
        } else if (!isInGroup) {
            boolean isWanted = sources.indexes().compactions().containsKey(now.index().logId());
            isInGroup =
                    isWanted
                            && now.beginGroup(
                                    writtenTo, nextGeneration(now.index()), indexSpacingBytes);
            if (!isInGroup) {
                passes += isWanted ? 1 : 0;
                over();
            }
        } else if (now.rewrite()) {
            written(now);
        }
    }

    /** Of what was put and never became part of the log nothing has the same name. */
    private long nextGeneration(LogIndex index) {
        for (TierPiece piece : index.pieces()) {
            generation = Math.max(generation, piece.generation());
        }
        return ++generation;
    }

    private void written(CompactionPass now) {
        if (now.isGone()) {
            over();
        } else if (now.hasChanged()) {
            phase = Phase.PUTTING;
        } else {
            groupOver(now);
        }
    }

    private void put(CompactionPass now) throws IOException {
        LogObjectWriter written = now.writer();
        if (written == null) {
            over();
            return;
        }
        PieceProposal next = proposal;
        if (next == null) {
            sources.tier().put(written.name(), written.finish().duplicate());
            budget.used(written.finish().limit());
            compactedBytes += written.batchBytes();
            next = new PieceProposal(now.index().logId(), now.piece(written, generation));
            proposal = next;
        }
        if (shards.get(now.index().shard()).propose(next)) {
            phase = Phase.AWAITING;
        }
    }

    private int await(CompactionPass now) {
        PieceProposal awaited = proposal;
        if (awaited != null && !isSettled(awaited)) {
            return 0;
        }
        groupOver(now);
        return 1;
    }

    /** The event was committed and applied, or nothing of the group is needed any more. */
    private boolean isSettled(PieceProposal awaited) {
        LogIndex index = sources.indexes().get(awaited.logId());
        TierPiece piece = awaited.piece();
        if (index == null || index.startOffset() >= piece.endOffset()) {
            return true;
        }
        TierPiece there = index.piece(piece.firstOffset());
        return there != null && there.generation() >= piece.generation();
    }

    private void groupOver(CompactionPass now) {
        writtenTo = now.groupEnd();
        proposal = null;
        isInGroup = false;
        phase = Phase.WRITING;
    }

    private void putOff(CompactionPass now, long nowNs) {
        notBeforeNs.put(now.index().logId(), nowNs + config.recheckNs());
        over();
    }

    private void over() {
        pass = null;
        proposal = null;
        isInGroup = false;
        phase = Phase.IDLE;
    }

    /** Passes that reached their end. */
    long passes() {
        return passes;
    }

    /** Bytes of batches that were written. */
    long compactedBytes() {
        return compactedBytes;
    }
}

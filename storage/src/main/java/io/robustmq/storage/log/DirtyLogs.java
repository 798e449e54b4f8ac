package io.robustmq.storage.log;

import io.robustmq.storage.log.concurrent.Compaction;
import io.robustmq.storage.log.concurrent.LogIndex;
import io.robustmq.storage.log.concurrent.LogIndexes;
import io.robustmq.storage.log.concurrent.TierPiece;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out which log should be compacted next, and whether more of it must be in the tier. */
final class DirtyLogs {
    private static final long UNKNOWN = -1;

    private final LogSources sources;
    private final FrameWalk frames;
    private final PieceWalk pieces;
    private final Map<Long, FirstDirty> firsts = new HashMap<>();

    /**
     * One that is due.
     *
     * @param ratio of its bytes that is new
     * @param isInTier some of that is in the tier
     * @param mustGather some of that is in the journal only
     * @param mustGatherOpen also in the segment that is being written
     */
    record Due(
            LogIndex index,
            Compaction how,
            double ratio,
            boolean isInTier,
            boolean mustGather,
            boolean mustGatherOpen) {}

    /** The first batch that was not compacted. */
    private record FirstDirty(long offset, long timestamp) {}

    /**
     * @param frames nobody else uses it meanwhile
     * @param pieces neither
     */
    DirtyLogs(LogSources sources, FrameWalk frames, PieceWalk pieces) {
        this.sources = sources;
        this.frames = frames;
        this.pieces = pieces;
    }

    /**
     * The dirtiest log that is due; null when none is.
     *
     * @param gathered journal position before which logs that are compacted have nothing more
     * @param sealed journal position before which segments are complete
     * @param notYet logs that are not looked at
     */
    @Nullable Due find(long nowMs, long gathered, long sealed, Map<Long, Long> notYet)
            throws IOException {
        LogIndexes indexes = sources.indexes();
        firsts.keySet().retainAll(indexes.compactions().keySet());
        Due dirtiest = null;
        for (Map.Entry<Long, Compaction> each : indexes.compactions().entrySet()) {
            LogIndex index = indexes.get(each.getKey());
            if (index != null && !notYet.containsKey(each.getKey())) {
                Due due = look(index, each.getValue(), nowMs, sealed > gathered ? sealed : 0);
                if (due != null && (dirtiest == null || due.ratio() > dirtiest.ratio())) {
                    dirtiest = due;
                }
            }
        }
        return dirtiest;
    }

    private @Nullable Due look(LogIndex index, Compaction how, long nowMs, long sealed)
            throws IOException {
        long cleanEnd = index.cleanEnd();
        if (cleanEnd >= index.endOffset()) {
            return null;
        }
        long clean = 0;
        long dirty = 0;
        for (TierPiece piece : index.pieces()) {
            if (piece.endOffset() <= cleanEnd) {
                clean += piece.batchBytes();
            } else {
                dirty += piece.batchBytes();
            }
        }
        boolean isLate =
                how.lagMsMax() < Long.MAX_VALUE
                        && isOlder(firstDirty(index, cleanEnd), nowMs, how.lagMsMax());
        boolean isOld = isOlder(index.maxTimestamp(), nowMs, how.openMs());
        long inJournal = index.endLogPosition() - index.tieredEndLogPosition();
        long moved = isLate || isOld ? inJournal : Math.min(inJournal, index.neededBefore(sealed));
        double ratio = dirty + moved == 0 ? 0 : (double) (dirty + moved) / (clean + dirty + moved);
        boolean isDue = dirty + moved > 0 && (isLate || ratio >= how.dirtyRatioMin());
        return isDue ? new Due(index, how, ratio, dirty > 0, moved > 0, isLate || isOld) : null;
    }

    private static boolean isOlder(long timestamp, long nowMs, long ms) {
        return timestamp <= nowMs - ms;
    }

    private long firstDirty(LogIndex index, long cleanEnd) throws IOException {
        FirstDirty known = firsts.get(index.logId());
        if (known == null || known.offset() != cleanEnd) {
            known = new FirstDirty(cleanEnd, read(index, cleanEnd));
            firsts.put(index.logId(), known);
        }
        return known.timestamp() == UNKNOWN ? Long.MAX_VALUE : known.timestamp();
    }

    private long read(LogIndex index, long cleanEnd) throws IOException {
        pieces.start(index.logId(), index.pieces(), cleanEnd);
        if (pieces.next()) {
            return pieces.batch().maxTimestamp();
        }
        long position = index.journalPosition(cleanEnd);
        if (position == LogIndex.NONE) {
            return UNKNOWN;
        }
        frames.start(position);
        long committed = sources.journal().committed();
        while (frames.next(index.logId(), committed) == FrameWalk.BATCH) {
            if (frames.endOffset() > cleanEnd) {
                return frames.maxTimestamp();
            }
        }
        return UNKNOWN;
    }
}

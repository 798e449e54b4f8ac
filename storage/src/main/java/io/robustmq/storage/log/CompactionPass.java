package io.robustmq.storage.log;

import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.codec.kafka.rewrite.BatchOpener;
import io.robustmq.codec.kafka.rewrite.BatchRewriter;
import io.robustmq.storage.log.concurrent.Compaction;
import io.robustmq.storage.log.concurrent.LogIndex;
import io.robustmq.storage.log.concurrent.TierPiece;
import io.robustmq.storage.tier.LogObjectWriter;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One log is compacted once: the keys of what is new are gathered, as many as there is room for;
 * then all pieces before the last of them are read again, some at a time, and written without what
 * is superseded. Of each group its last batch stays, if need be without records, so that every
 * record offset before a log's end has a batch at it or behind it.
 *
 * <p>Groups become part of the log in their order: a tombstone goes only when everything before it
 * that it deletes has gone, also when the pass ends half-way. One thread.
 */
final class CompactionPass {
    /** Read in one step. */
    private static final int STEP_BYTES = 1 << 20;

    private final LogIndex index;
    private final Compaction how;
    private final long nowMs;
    private final CompactorConfig config;
    private final PieceWalk walk;
    private final BatchRewriter rewriter;
    private final BatchOpener opener;
    private final RecordIterator records;
    private final KeyOffsets keys;
    private final long from;
    private long end;
    private boolean isMapped;
    private List<TierPiece> group = List.of();
    private @Nullable LogObjectWriter writer;
    private long groupEnd;
    private boolean hasChanged;
    private boolean isExpired;
    private long readBytes;

    /**
     * @param walk nobody else uses it meanwhile
     * @param batchBytesMax no batch becomes longer
     */
    CompactionPass(
            LogIndex index,
            Compaction how,
            long nowMs,
            CompactorConfig config,
            PieceWalk walk,
            int batchBytesMax) {
        this.index = index;
        this.how = how;
        this.nowMs = nowMs;
        this.config = config;
        this.walk = walk;
        this.rewriter = new BatchRewriter(batchBytesMax, config.openedBytesMax());
        this.opener = new BatchOpener(config.openedBytesMax());
        this.records = new RecordIterator(walk.buffer(), 0);
        this.from = index.cleanEnd();
        this.end = from;
        this.keys = new KeyOffsets(index.tieredEnd() - from, config.keysBytesMax());
        walk.start(index.logId(), index.pieces(), from);
    }

    LogIndex index() {
        return index;
    }

    /** Bytes read since the last call. */
    long takeReadBytes() {
        long bytes = readBytes;
        readBytes = 0;
        return bytes;
    }

    /** Record offset before which all will have been compacted. */
    long end() {
        return end;
    }

    /** Nothing that is new may be compacted yet. */
    boolean isInVain() {
        return isMapped && end == from;
    }

    // ---- the keys ----

    /**
     * A step of gathering keys.
     *
     * @return true when there are all, or no more is possible
     */
    boolean map() throws IOException {
        for (int bytes = 0; bytes < STEP_BYTES && !isMapped; ) {
            isMapped = !walk.next() || !mapBatch(walk.batch());
            bytes += walk.batch().sizeBytes();
            readBytes += isMapped ? 0 : walk.batch().sizeBytes();
        }
        return isMapped;
    }

    private boolean mapBatch(RecordBatchFlyweight batch) {
        if (how.lagMsMin() > 0 && batch.maxTimestamp() > nowMs - how.lagMsMin()) {
            return false;
        }
        if (!batch.isControl() && !mapRecords(batch)) {
            return false;
        }
        end = batch.endOffset();
        return true;
    }

    /**
     * @return false when there is no room for another key: the pass ends before its record
     */
    private boolean mapRecords(RecordBatchFlyweight batch) {
        if (opener.open(batch.buffer(), batch.offset()) != BatchProblem.NONE) {
            return true;
        }
        records.wrap(opener.buffer(), opener.offset());
        while (records.next()) {
            long offset = records.recordOffset();
            if (offset >= end && records.keyLength() >= 0) {
                end = offset; // those of a batch that was never judged may be anything
                if (offset >= batch.endOffset() || !put(offset)) {
                    end = Math.min(end, batch.endOffset());
                    return offset >= batch.endOffset();
                }
            }
        }
        return true;
    }

    private boolean put(long recordOffset) {
        return keys.put(records.buffer(), records.keyOffset(), records.keyLength(), recordOffset);
    }

    // ---- the groups ----

    /**
     * Begins the next group.
     *
     * @param at record offset behind the group before
     * @param generation higher than that of anything there was
     * @return false when there is none
     */
    boolean beginGroup(long at, long generation, int indexSpacingBytes) {
        List<TierPiece> all = index.pieces();
        int first = 0;
        while (first < all.size() && all.get(first).endOffset() <= at) {
            first++;
        }
        int behind = first;
        for (long bytes = 0; behind < all.size(); behind++) {
            TierPiece next = all.get(behind);
            bytes += next.batchBytes();
            boolean isTooMuch = behind > first && bytes > config.groupBytesMax();
            if (isTooMuch || next.firstOffset() >= end) {
                break;
            }
        }
        if (behind == first) {
            return false;
        }
        group = all.subList(first, behind);
        TierPiece last = group.getLast();
        groupEnd = last.endOffset();
        hasChanged = group.size() > 1 || last.cleanEnd() < Math.min(end, groupEnd);
        writer =
                LogObjectWriter.compacted(
                        index.logId(),
                        group.getFirst().firstOffset(),
                        last.logPosition() + last.batchBytes(),
                        indexSpacingBytes,
                        generation);
        walk.start(index.logId(), group, 0);
        return true;
    }

    /**
     * A step of writing the group.
     *
     * @return true when all of it is written
     * @throws IOException when something of it cannot be read
     */
    boolean rewrite() throws IOException {
        LogObjectWriter to = writer;
        if (to == null) {
            return true;
        }
        for (int bytes = 0; bytes < STEP_BYTES; ) {
            if (!walk.next()) {
                checkEnd(to);
                return true;
            }
            bytes += walk.batch().sizeBytes();
            readBytes += walk.batch().sizeBytes();
            rewrite(walk.batch(), to);
        }
        return false;
    }

    private void checkEnd(LogObjectWriter to) throws IOException {
        if (!walk.isGone() && to.endOffset() != groupEnd) {
            throw new IOException(
                    "log %d has no batch before record offset %d"
                            .formatted(index.logId(), groupEnd));
        }
    }

    private void rewrite(RecordBatchFlyweight batch, LogObjectWriter to) {
        if (batch.isControl() || batch.baseOffset() >= end) {
            to.add(batch.buffer(), batch.offset(), batch.sizeBytes());
            return;
        } else if (batch.recordCount() == 0) {
            empty(batch, to);
            return;
        }
        boolean hasHorizon = batch.hasDeleteHorizon() && batch.endOffset() <= from;
        boolean isInPart = batch.endOffset() > end;
        isExpired = hasHorizon && nowMs > batch.baseTimestamp();
        BatchRewriter.Outcome outcome =
                rewriter.rewrite(
                        batch.buffer(),
                        batch.offset(),
                        this::isKept,
                        hasHorizon || isInPart,
                        horizonMs());
        switch (outcome) {
            case WHOLE, UNREADABLE -> to.add(batch.buffer(), batch.offset(), batch.sizeBytes());
            case REWRITTEN -> {
                hasChanged = true;
                to.add(rewriter.buffer(), 0, rewriter.length());
            }
            case EMPTY -> empty(batch, to);
        }
    }

    private long horizonMs() {
        return how.tombstoneMs() > Long.MAX_VALUE - nowMs
                ? Long.MAX_VALUE
                : nowMs + how.tombstoneMs();
    }

    private void empty(RecordBatchFlyweight batch, LogObjectWriter to) {
        boolean isLast = batch.endOffset() == groupEnd;
        hasChanged |= !isLast || batch.recordCount() > 0;
        if (isLast) {
            rewriter.empty(batch.buffer(), batch.offset());
            to.add(rewriter.buffer(), 0, rewriter.length());
        }
    }

    private boolean isKept(RecordIterator record) {
        if (record.recordOffset() >= end) {
            return true;
        } else if (record.keyLength() < 0) {
            return false; // of a time when the log was not compacted
        }
        boolean isOver = record.isTombstone() && isExpired;
        long last = keys.last(record.buffer(), record.keyOffset(), record.keyLength());
        return !isOver && last <= record.recordOffset();
    }

    /** Something of the group was deleted while it was written. */
    boolean isGone() {
        return walk.isGone();
    }

    /** Whether what was written is not what is there. */
    boolean hasChanged() {
        return hasChanged;
    }

    /** Record offset behind the group. */
    long groupEnd() {
        return groupEnd;
    }

    @Nullable LogObjectWriter writer() {
        return writer;
    }

    /** What was written, as the log will have it. */
    TierPiece piece(LogObjectWriter written, long generation) {
        return new TierPiece(
                written.firstOffset(),
                written.endOffset(),
                written.logPosition(),
                written.batchBytes(),
                written.maxTimestamp(),
                generation,
                Math.min(end, written.endOffset()),
                0);
    }
}

package io.robustmq.storage.log;

import io.robustmq.storage.log.concurrent.LogIndex;
import io.robustmq.storage.log.concurrent.TierPiece;
import io.robustmq.storage.read.concurrent.ReadTask;
import java.io.IOException;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Batches of one log on their way from tier or journal into this task's own memory; or the place of
 * a timestamp. A core has a fixed number of them.
 */
final class ColdRead extends ReadTask {
    /** Times that something may be freed or moved under one read before it says "later". */
    private static final int RETRIES_MAX = 4;

    private final LogReads owner;
    private final LogSources sources;
    private final ReadMemory memory;
    private final FrameWalk frames;
    private final ObjectWalk objects;
    private final JournalRun run;
    private final ColdBatches batches;
    private final int bufferBytes;
    private long logId;
    private long next;
    private long limit;
    private long journalHint;
    private boolean isAlone;
    private int bytesMax;
    private boolean isAnswering;
    private boolean isByTime;
    private long timestamp;
    private long found;
    private long foundTimestamp;
    private final RecordSearch records = new RecordSearch();
    private @Nullable LogCursor cursor;
    private @Nullable ColdListener listener;

    ColdRead(LogReads owner, LogSources sources, ReadMemory memory, int index, int bufferBytes) {
        this.memory = memory;
        this.owner = owner;
        this.sources = sources;
        this.frames = new FrameWalk(sources.journal(), sources.cache());
        this.objects = new ObjectWalk(sources.tier(), sources.cache());
        this.bufferBytes = bufferBytes;
        this.batches = new ColdBatches(owner, this, memory.part(index));
        this.run = new JournalRun(sources.journal(), batches);
    }

    /** The core: batches from the cursor on. */
    void batches(Log log, LogCursor from, int bytes, ColdListener to) {
        begin(log, to);
        cursor = from;
        next = from.recordOffset();
        journalHint = from.journalPosition();
        isAlone = from.isAlone();
        bytesMax = Math.min(bytes, bufferBytes);
        isByTime = false;
    }

    /** The core: the first record with a timestamp from this one on. */
    void byTime(Log log, long from, ColdListener to) {
        begin(log, to);
        cursor = null;
        timestamp = from;
        found = ColdListener.NOT_YET;
        journalHint = -1;
        isAlone = false;
        bytesMax = bufferBytes;
        isByTime = true;
    }

    private void begin(Log log, ColdListener to) {
        logId = log.logId();
        limit = log.highWatermark();
        next = log.startOffset();
        batches.clear();
        listener = to;
    }

    @Override
    protected void read() throws IOException {
        memory.prepare();
        for (int retry = 0; retry < RETRIES_MAX && !isCancelled(); retry++) {
            LogIndex known = sources.indexes().get(logId);
            if (known == null) {
                return;
            }
            if (isByTime) {
                next = Math.max(next, known.offsetBeforeTimestamp(timestamp));
            }
            if (readFrom(known)) {
                found = found == ColdListener.NOT_YET ? ColdListener.NOT_FOUND : found;
                return;
            }
        }
    }

    /**
     * @return false when something was freed or moved meanwhile: it is looked up again
     */
    private boolean readFrom(LogIndex known) throws IOException {
        TierPiece piece = known.piece(next);
        while (piece != null && !isCancelled()) {
            if (!readObject(piece)) {
                return false;
            }
            if (isDone() || next < piece.endOffset()) {
                return true;
            }
            piece = known.piece(next);
        }
        return next >= limit || isCancelled() || readJournal(known);
    }

    private boolean readObject(TierPiece piece) throws IOException {
        if (!objects.start(logId, piece, next)) {
            return false;
        }
        while (next < Math.min(limit, piece.endOffset()) && !isCancelled()) {
            if (!objects.peek()) {
                return false;
            }
            if (objects.endOffset() <= next || isByTime && objects.maxTimestamp() < timestamp) {
                next = Math.max(next, objects.endOffset());
                objects.skip();
            } else if (!fits(objects.batchBytes())) {
                return true;
            } else if (!objects.take(batches.memory(), batches.end())) {
                return false;
            } else if (isByTime) {
                if (isFoundIn(batches.memory(), 0, objects.endOffset())) {
                    return true;
                }
            } else {
                batches.add(batches.end(), objects.batchBytes());
                took(objects.endOffset(), -1);
            }
        }
        return true;
    }

    private boolean readJournal(LogIndex known) throws IOException {
        long from = journalHint >= 0 ? journalHint : known.journalPosition(next);
        if (from == LogIndex.NONE) {
            return false;
        }
        if (isAlone && batches.totalBytes() == 0 && readRun(from)) {
            return true;
        }
        frames.start(from);
        journalHint = -1;
        while (next < limit && !isCancelled()) {
            int step = frames.next(logId, sources.journal().committed());
            if (step != FrameWalk.BATCH) {
                return step == FrameWalk.END;
            }
            if (frames.endOffset() <= next) {
                continue;
            }
            if (frames.baseOffset() > next) {
                return isMoved(known);
            }
            if (isByTime && frames.maxTimestamp() < timestamp) {
                next = frames.endOffset();
            } else if (!fits(frames.batchBytes())) {
                return true;
            } else if (!frames.loadBatch()) {
                return false;
            } else if (isByTime) {
                if (isFoundIn(frames.batchBuffer(), frames.batchOffset(), frames.endOffset())) {
                    return true;
                }
            } else {
                copyBatch(from);
            }
        }
        return true;
    }

    /** What lies before is in the tier by now, or deleted; otherwise it is lost. */
    private boolean isMoved(LogIndex known) throws IOException {
        if (known.piece(next) != null
                || known.startOffset() > next
                || known.isDeleted()
                || !sources.indexes().isComplete(known.shard())) {
            return false;
        }
        throw new IOException("log %d has no batch at record offset %d".formatted(logId, next));
    }

    private boolean isFoundIn(DirectBuffer batches, int at, long endOffset) {
        if (records.find(batches, at, next, timestamp)) {
            found = records.recordOffset();
            foundTimestamp = records.timestamp();
            return true;
        }
        next = endOffset;
        return false;
    }

    /**
     * Reads at once as much as is wanted, where the log has the journal for itself; batches stay
     * where they come to lie.
     *
     * @return false when there was nothing: it is looked for one by one
     */
    private boolean readRun(long from) throws IOException {
        isAlone = false;
        if (!run.load(from, bytesMax)) {
            return false;
        }
        while (next < limit && run.next(logId) && run.baseOffset() <= next) {
            if (run.endOffset() > next) {
                if (!fits(run.batchBytes())) {
                    break;
                }
                took(run.endOffset(), run.following());
                batches.add(run.batchAt(), run.batchBytes()); // moves it: looked at no more
                isAlone = isMost(from, run.following());
            }
        }
        return batches.totalBytes() > 0;
    }

    private boolean isMost(long from, long to) {
        return 2L * batches.totalBytes() >= to - from;
    }

    private void copyBatch(long from) {
        int bytes = frames.batchBytes();
        int end = batches.end();
        batches.memory().putBytes(end, frames.batchBuffer(), frames.batchOffset(), bytes);
        batches.add(end, bytes);
        took(frames.endOffset(), frames.following());
        isAlone = isMost(from, frames.following());
    }

    private void took(long endOffset, long following) {
        next = endOffset;
        journalHint = following;
    }

    private boolean fits(int bytes) {
        int length = batches.totalBytes();
        return length == 0 || length + bytes <= bytesMax;
    }

    private boolean isDone() {
        return next >= limit || batches.totalBytes() >= bytesMax || isByTime && found >= 0;
    }

    @Override
    protected void onDone(@Nullable Exception failure) {
        ColdListener to = listener;
        LogCursor at = cursor;
        listener = null;
        cursor = null;
        if (to != null && !isCancelled()) {
            isAnswering = true;
            answer(to, at, failure);
            isAnswering = false;
        }
        if (!batches.isLent()) {
            owner.free(this);
        }
    }

    void givenBack() {
        if (!isAnswering) {
            owner.free(this);
        }
    }

    private void answer(ColdListener to, @Nullable LogCursor at, @Nullable Exception failure) {
        if (failure != null) {
            to.onFailed(failure);
        } else if (isByTime) {
            to.onFound(found, foundTimestamp);
        } else if (at != null) {
            if (batches.totalBytes() > 0) {
                at.readCold(next, journalHint, isAlone);
            }
            batches.finish();
            to.onRead(batches);
        }
    }
}

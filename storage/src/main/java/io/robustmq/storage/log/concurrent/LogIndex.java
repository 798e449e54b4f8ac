package io.robustmq.storage.log.concurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of one log are: pieces in the tier, and behind them entries that say where in the
 * journal a batch lies, one per so many bytes.
 *
 * <p>One thread, the applier's, changes it; any thread looks up, without waiting. A reader sees a
 * state that was there: pieces are added before the entries that they stand for go, so that nothing
 * is ever in neither.
 */
public final class LogIndex {
    /** From a look-up: there is no such place. */
    public static final long NONE = -1;

    private static final int OFFSET = 0;
    private static final int JOURNAL_POSITION = 1;
    private static final int LOG_POSITION = 2;
    private static final int MAX_TIMESTAMP_BEFORE = 3;
    private static final int LONGS = 4;
    private static final int FIRST_ENTRIES = 4;

    /** Memory of one entry. */
    public static final int ENTRY_BYTES = LONGS * Long.BYTES;

    private final long logId;
    private final int shard;
    private final AtomicLong sourceIds;
    private volatile Entries entries = new Entries(FIRST_ENTRIES);
    private volatile List<TierPiece> pieces = List.of();
    private volatile long startOffset;
    private volatile Ends ends = new Ends(0, 0, -1);
    private volatile boolean isDeleted;

    private record Ends(long endOffset, long endLogPosition, long maxTimestamp) {}

    /** Entries in order; filled from the front, seen up to {@code count}. */
    private static final class Entries {
        final long[] values;
        volatile int count;

        Entries(int capacity) {
            values = new long[capacity * LONGS];
        }

        long at(int entry, int field) {
            return values[entry * LONGS + field];
        }

        /** The last entry whose field is at most, or with {@code isBelow} less than, the value. */
        int floor(int field, long value, boolean isBelow) {
            int low = 0;
            int high = count;
            while (low < high) {
                int middle = (low + high) >>> 1;
                long here = at(middle, field);
                if (isBelow ? here < value : here <= value) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low - 1;
        }
    }

    /**
     * @param sourceIds numbers for pieces, of all logs together
     */
    public LogIndex(long logId, int shard, AtomicLong sourceIds) {
        this.sourceIds = sourceIds;
        this.logId = logId;
        this.shard = shard;
    }

    public long logId() {
        return logId;
    }

    public int shard() {
        return shard;
    }

    // ---- the applier ----

    /**
     * Adds the place of a batch behind all others.
     *
     * @param maxTimestampBefore the highest of the log's batches before it
     */
    public void add(long offset, long journalPosition, long logPosition, long maxTimestampBefore) {
        Entries to = entries;
        int count = to.count;
        if (count > 0 && to.at(count - 1, OFFSET) >= offset) {
            return;
        }
        if (count * LONGS == to.values.length) {
            to = copy(to, 0, 2 * count);
        }
        int at = count * LONGS;
        to.values[at + OFFSET] = offset;
        to.values[at + JOURNAL_POSITION] = journalPosition;
        to.values[at + LOG_POSITION] = logPosition;
        to.values[at + MAX_TIMESTAMP_BEFORE] = maxTimestampBefore;
        to.count = count + 1;
        entries = to;
    }

    private static Entries copy(Entries from, int first, int capacity) {
        Entries to = new Entries(Math.max(capacity, FIRST_ENTRIES));
        int count = from.count - first;
        System.arraycopy(from.values, first * LONGS, to.values, 0, count * LONGS);
        to.count = count;
        return to;
    }

    /**
     * The log's end has moved.
     *
     * @param maxTimestamp the highest of all its batches
     */
    public void end(long offset, long logPosition, long maxTimestamp) {
        ends = new Ends(offset, logPosition, maxTimestamp);
    }

    /** Adds a piece in front of what is in the journal, or in place of those that it covers. */
    public void add(TierPiece piece) {
        List<TierPiece> now = new ArrayList<>(pieces.size() + 1);
        boolean isAdded = false;
        for (TierPiece each : pieces) {
            if (!isAdded && each.firstOffset() >= piece.firstOffset()) {
                now.add(piece.as(sourceIds.incrementAndGet()));
                isAdded = true;
            }
            if (!piece.covers(each)) {
                now.add(each);
            }
        }
        if (!isAdded) {
            now.add(piece.as(sourceIds.incrementAndGet()));
        }
        pieces = List.copyOf(now);
        forgetEntriesBefore(tieredEnd());
    }

    /** Everything before this record offset is deleted. */
    public void start(long offset) {
        startOffset = offset;
        pieces = pieces.stream().filter(piece -> piece.endOffset() > offset).toList();
        forgetEntriesBefore(Math.max(offset, tieredEnd()));
    }

    /** Keeps the last entry that is not behind the record offset, and all that follow. */
    private void forgetEntriesBefore(long offset) {
        Entries from = entries;
        int first = from.floor(OFFSET, offset, false);
        if (first > 0) {
            entries = copy(from, first, from.count - first);
        }
    }

    /** The log is deleted: nothing of it is needed. */
    public void delete() {
        isDeleted = true;
        pieces = List.of();
        entries = new Entries(FIRST_ENTRIES);
    }

    // ---- anyone ----

    public boolean isDeleted() {
        return isDeleted;
    }

    public long startOffset() {
        return startOffset;
    }

    /** Record offset behind the last batch that the index knows. */
    public long endOffset() {
        return ends.endOffset();
    }

    public long endLogPosition() {
        return ends.endLogPosition();
    }

    /** The highest timestamp of all its batches, milliseconds since 1970; −1 without any. */
    public long maxTimestamp() {
        return ends.maxTimestamp();
    }

    /** Record offset before which it was compacted. */
    public long cleanEnd() {
        long end = startOffset;
        for (TierPiece piece : pieces) {
            end = Math.max(end, piece.cleanEnd());
            if (piece.cleanEnd() < piece.endOffset()) {
                return end;
            }
        }
        return end;
    }

    /** Log position behind the last piece: what follows is in the journal only. */
    public long tieredEndLogPosition() {
        List<TierPiece> now = pieces;
        return now.isEmpty()
                ? startLogPosition()
                : now.getLast().logPosition() + now.getLast().batchBytes();
    }

    /** Record offset behind the last piece; 0 without. */
    public long tieredEnd() {
        List<TierPiece> now = pieces;
        return now.isEmpty() ? 0 : now.getLast().endOffset();
    }

    public List<TierPiece> pieces() {
        return pieces;
    }

    /** The piece that holds a record offset, null when none does. */
    public @Nullable TierPiece piece(long offset) {
        List<TierPiece> now = pieces;
        int low = 0;
        int high = now.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (now.get(middle).endOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < now.size() && now.get(low).firstOffset() <= offset ? now.get(low) : null;
    }

    /**
     * Journal position of a frame from which on the record offset's batch is found; its segment may
     * be gone when all that is needed of it lies in later ones. {@link #NONE} when the index does
     * not know.
     */
    public long journalPosition(long offset) {
        Entries now = entries;
        int found = now.floor(OFFSET, offset, false);
        return found < 0 ? NONE : now.at(found, JOURNAL_POSITION);
    }

    /**
     * Journal position of the first frame that may still be needed; the highest long when the
     * journal holds nothing of the log.
     */
    public long firstNeeded() {
        Entries now = entries;
        long from = Math.max(startOffset, tieredEnd());
        if (isDeleted || now.count == 0 || ends.endOffset() <= from) {
            return Long.MAX_VALUE;
        }
        return now.at(Math.max(0, now.floor(OFFSET, from, false)), JOURNAL_POSITION);
    }

    /** Bytes of the log that are needed and lie before a journal position: about, rather more. */
    public long neededBefore(long journalPosition) {
        Entries now = entries;
        long from = Math.max(startOffset, tieredEnd());
        if (isDeleted || now.count == 0 || ends.endOffset() <= from) {
            return 0;
        }
        int first = Math.max(0, now.floor(OFFSET, from, false));
        if (now.at(first, JOURNAL_POSITION) >= journalPosition) {
            return 0;
        }
        int behind = now.floor(JOURNAL_POSITION, journalPosition, true) + 1;
        long end = behind < now.count ? now.at(behind, LOG_POSITION) : ends.endLogPosition();
        return end - now.at(first, LOG_POSITION);
    }

    /**
     * The record offset before which every batch is older than a time: as far as the index sees.
     *
     * @return {@link #NONE} when that is nothing
     */
    public long offsetOlderThan(long timestamp) {
        long found = NONE;
        for (TierPiece piece : pieces) {
            if (piece.maxTimestamp() >= timestamp) {
                return found;
            }
            found = piece.endOffset();
        }
        Entries now = entries;
        int entry = now.floor(MAX_TIMESTAMP_BEFORE, timestamp, true);
        return entry < 0 ? found : Math.max(found, now.at(entry, OFFSET));
    }

    /**
     * The record offset from which on the log holds at least so many bytes, and the fewest that the
     * index can tell.
     *
     * @param endLogPosition of the log, as its core knows
     * @return {@link #NONE} when that is all of it
     */
    public long offsetOfLast(long bytes, long endLogPosition) {
        List<TierPiece> tiered = pieces;
        Entries now = entries;
        int entry = now.floor(LOG_POSITION, endLogPosition - bytes, false);
        if (tiered.isEmpty()) {
            return entry < 0 ? NONE : now.at(entry, OFFSET);
        }
        TierPiece last = tiered.getLast();
        long kept = endLogPosition - last.logPosition() - last.batchBytes();
        if (kept >= bytes) {
            return Math.max(last.endOffset(), entry < 0 ? NONE : now.at(entry, OFFSET));
        }
        for (int i = tiered.size() - 1; i >= 0; i--) {
            kept += tiered.get(i).batchBytes(); // the pieces' positions have gaps once compacted
            if (kept >= bytes) {
                return tiered.get(i).firstOffset();
            }
        }
        return NONE;
    }

    /** A record offset that is not behind the first batch with a timestamp from this one on. */
    public long offsetBeforeTimestamp(long timestamp) {
        for (TierPiece piece : pieces) {
            if (piece.maxTimestamp() >= timestamp) {
                return piece.firstOffset();
            }
        }
        Entries now = entries;
        int entry = Math.max(0, now.floor(MAX_TIMESTAMP_BEFORE, timestamp, true));
        return now.count == 0 ? startOffset : Math.max(startOffset, now.at(entry, OFFSET));
    }

    /**
     * Log position from which on the log has as many bytes as are kept: of the first piece or entry
     * that is needed when nothing was compacted; the end's without any.
     */
    public long startLogPosition() {
        List<TierPiece> now = pieces;
        Entries held = entries;
        if (!now.isEmpty()) {
            long position = now.getLast().logPosition() + now.getLast().batchBytes();
            for (TierPiece piece : now) {
                position -= piece.batchBytes();
            }
            return position;
        }
        int first = held.count == 0 ? -1 : Math.max(0, held.floor(OFFSET, startOffset, false));
        return first < 0 || startOffset >= ends.endOffset()
                ? ends.endLogPosition()
                : held.at(first, LOG_POSITION);
    }

    /** Entries held. */
    public int count() {
        return entries.count;
    }

    /** Record offset of the first entry; {@link #NONE} without any. */
    public long firstEntry() {
        Entries now = entries;
        return now.count == 0 ? NONE : now.at(0, OFFSET);
    }
}

package io.robustmq.storage.log;

/**
 * One reader's place in a log, with what it knows of where the next batch lies; wrong or old
 * knowledge costs a look-up, nothing else. Owned by the core.
 */
public final class LogCursor {
    private long recordOffset;
    private long hotLast = HotTail.NONE;
    private long journalPosition = -1;
    private boolean isAlone;

    public LogCursor(long recordOffset) {
        this.recordOffset = recordOffset;
    }

    /** Goes anywhere. */
    public void seek(long offset) {
        recordOffset = offset;
        hotLast = HotTail.NONE;
        journalPosition = -1;
    }

    /** Record offset of what is read next. */
    public long recordOffset() {
        return recordOffset;
    }

    /** Ring position of the entry read last. */
    long hotLast() {
        return hotLast;
    }

    void readHot(long nextOffset, long lastEntry) {
        recordOffset = nextOffset;
        hotLast = lastEntry;
        journalPosition = -1;
    }

    /** Journal position behind the frame read last; −1 when unknown. */
    long journalPosition() {
        return journalPosition;
    }

    /** Most of what lay in the journal between the batches read last was the log's. */
    boolean isAlone() {
        return isAlone;
    }

    void readCold(long nextOffset, long position, boolean alone) {
        recordOffset = nextOffset;
        journalPosition = position;
        isAlone = alone;
        hotLast = HotTail.NONE;
    }
}

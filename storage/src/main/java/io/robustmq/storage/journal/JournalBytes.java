package io.robustmq.storage.journal;

import io.robustmq.storage.journal.Segments.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The committed journal's bytes by position, for read threads. Whoever reads may find that a
 * segment has been freed meanwhile: that is an answer. Any thread.
 */
public final class JournalBytes {
    /** The segment is not there any more, or not yet. */
    public static final int GONE = -1;

    private final NodeJournal journal;
    private final Segments segments;

    public JournalBytes(NodeJournal journal) {
        this.journal = journal;
        this.segments = journal.segments();
    }

    /**
     * Fills the buffer from a position on with what is committed, within the position's segment
     * file.
     *
     * @return bytes read; {@link #GONE} when they may not be those of the position
     */
    public int read(long position, ByteBuffer into) throws IOException {
        Segment segment = segments.at(position);
        if (segment == null) {
            return GONE;
        }
        try {
            limit(position, into);
            int bytes = segment.file().read(position % segments.segmentBytes(), into);
            return isStillThere(segment) ? bytes : GONE;
        } catch (IOException e) {
            if (isStillThere(segment)) {
                throw e;
            }
            return GONE;
        }
    }

    /** What is not committed yet is not asked for: it may not be on the disk. */
    private void limit(long position, ByteBuffer into) {
        long committed = Math.max(0, committed() - position);
        into.limit(into.position() + (int) Math.min(into.remaining(), committed));
    }

    /** A freed segment's file serves another one only after the segment was taken away. */
    private boolean isStillThere(Segment read) {
        Segment now = segments.at(read.header().segmentId() * segments.segmentBytes());
        return now != null && now.file() == read.file();
    }

    /** Before it nothing changes any more. */
    public long committed() {
        return journal.positions().committedJournal();
    }

    /**
     * Where the frames of the position's segment end, as far as they are committed.
     *
     * @return {@link #GONE} when it is not there
     */
    public long endOf(long position) {
        Segment segment = segments.at(position);
        return segment == null ? GONE : Math.min(segment.endPosition(), committed());
    }

    /**
     * Position of the first frame behind the position's segment.
     *
     * @return {@link #GONE} when there is no later segment
     */
    public long following(long position) {
        Segment next = segments.after(position / segments.segmentBytes());
        return next == null ? GONE : next.firstPosition(segments.segmentBytes());
    }

    /** Position of the first frame that is there; {@link #GONE} when there is no segment. */
    public long first() {
        Segment first = segments.first();
        return first == null ? GONE : first.firstPosition(segments.segmentBytes());
    }

    /**
     * Position of the first frame of the position's segment; {@link #GONE} when it is not there.
     */
    public long firstIn(long position) {
        Segment segment = segments.at(position);
        return segment == null ? GONE : segment.firstPosition(segments.segmentBytes());
    }

    public int segmentBytes() {
        return segments.segmentBytes();
    }

    /** The longest frame, header included. */
    public int frameBytesMax() {
        return CoreJournal.maxPayloadBytes(journal.config().ringBytes())
                + FrameFlyweight.HEADER_BYTES;
    }
}

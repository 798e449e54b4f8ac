package io.robustmq.storage.journal;

import io.robustmq.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The journal's files by number, for everyone who reads: the writer adds, whoever frees removes.
 * Any thread may call.
 */
public final class Segments {
    private static final String PREFIX = "segment-";
    private static final String FREED_PREFIX = "freed-";

    private final int segmentBytes;
    private final ConcurrentSkipListMap<Long, Segment> byId = new ConcurrentSkipListMap<>();

    public Segments(int segmentBytes) {
        this.segmentBytes = segmentBytes;
    }

    /**
     * One file.
     *
     * @param header how it began
     * @param endPosition journal position behind its last frame; {@link Long#MAX_VALUE} while it is
     *     written
     */
    record Segment(SegmentHeader header, DiskFile file, long endPosition) {
        long firstPosition(int segmentBytes) {
            return header.segmentId() * segmentBytes + FrameFlyweight.align(header.bytes());
        }
    }

    static String nameOf(long segmentId) {
        return PREFIX + String.format("%016x", segmentId);
    }

    /** Between two lives of a file: what it holds is not needed any more. */
    static String nameOfFreed(long segmentId) {
        return FREED_PREFIX + String.format("%016x", segmentId);
    }

    static boolean isFreed(String name) {
        return name.startsWith(FREED_PREFIX);
    }

    static boolean isSegment(String name) {
        return name.startsWith(PREFIX);
    }

    /**
     * @throws IOException when the name is no segment's
     */
    static long idOf(String name) throws IOException {
        try {
            return Long.parseUnsignedLong(name.substring(PREFIX.length()), 16);
        } catch (NumberFormatException e) {
            throw new IOException("no segment has the name " + name, e);
        }
    }

    int segmentBytes() {
        return segmentBytes;
    }

    void add(Segment segment) {
        byId.put(segment.header().segmentId(), segment);
    }

    /** The segment that was written is full; readers know where it ends. */
    void seal(long segmentId, long endPosition) {
        byId.computeIfPresent(
                segmentId, (id, open) -> new Segment(open.header(), open.file(), endPosition));
    }

    @Nullable Segment remove(long segmentId) {
        return byId.remove(segmentId);
    }

    Collection<Segment> all() {
        return byId.values();
    }

    /** The first segment, null when there is none. */
    @Nullable Segment first() {
        Map.Entry<Long, Segment> first = byId.firstEntry();
        return first == null ? null : first.getValue();
    }

    /** The last segment, null when there is none. */
    @Nullable Segment last() {
        Map.Entry<Long, Segment> last = byId.lastEntry();
        return last == null ? null : last.getValue();
    }

    @Nullable Segment at(long journalPosition) {
        return byId.get(journalPosition / segmentBytes);
    }

    /** The segment of this number or the last before it, null when there is none. */
    @Nullable Segment atOrBefore(long segmentId) {
        Map.Entry<Long, Segment> found = byId.floorEntry(segmentId);
        return found == null ? null : found.getValue();
    }

    /** The next segment behind this one, null when there is none. */
    @Nullable Segment after(long segmentId) {
        Map.Entry<Long, Segment> next = byId.higherEntry(segmentId);
        return next == null ? null : next.getValue();
    }

    /**
     * Fills the buffer from a position on, up to the end of its segment.
     *
     * @return bytes read
     * @throws IOException also when the segment is gone
     */
    int read(long journalPosition, ByteBuffer buffer) throws IOException {
        Segment segment = at(journalPosition);
        if (segment == null) {
            throw new IOException("no segment holds journal position " + journalPosition);
        }
        return segment.file().read(journalPosition % segmentBytes, buffer);
    }

    void closeAll() throws IOException {
        for (Segment segment : byId.values()) {
            segment.file().close();
        }
        byId.clear();
    }
}

package io.robustmq.storage.journal.concurrent;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.disk.concurrent.UntouchedMemory;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Frames on their way from one core to the journal's writer, which hands the very same memory to
 * the disk. One producer (the core) claims, fills and publishes; one consumer (the writer) reads
 * and releases; neither ever waits for the other.
 *
 * <p>Positions count bytes from 0 and never wrap; a position's place in the buffer is its value
 * modulo the capacity. A frame is never split: where it would not fit before the buffer's end a
 * negative length says how many bytes to skip. How far the writer got it says in bytes of frames,
 * without what was skipped: a count that the producer knows of a frame before it has room for it.
 * What is published becomes visible with its content (release and acquire on the tail), what is
 * released may be overwritten (release and acquire on the head).
 */
public final class AppendRing {
    /** Where a frame has its length; a negative one is padding to the buffer's end. */
    private static final int LENGTH_AT = 4;

    /** Frames start on this boundary, so that padding always has room for its length. */
    private static final int ALIGNMENT_BYTES = 8;

    private static final int LINE_BYTES = 128;
    private static final int TAIL_AT = LINE_BYTES;
    private static final int SYNC_AT = TAIL_AT + Long.BYTES;
    private static final int HEAD_AT = 3 * LINE_BYTES;
    private static final int WRITTEN_AT = HEAD_AT + Long.BYTES;
    private static final int COMMITTED_AT = WRITTEN_AT + Long.BYTES;
    private static final int SHARED_BYTES = 5 * LINE_BYTES;

    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private final int mask;
    private final AtomicBuffer shared = new UnsafeBuffer(ByteBuffer.allocateDirect(SHARED_BYTES));

    private long tail;
    private long knownHead;

    /**
     * @param capacityBytes a power of two
     */
    public AppendRing(int capacityBytes) {
        if (!BitUtil.isPowerOfTwo(capacityBytes)) {
            throw new IllegalArgumentException("not a power of two: " + capacityBytes);
        }
        this.bytes = UntouchedMemory.allocate(capacityBytes);
        this.buffer = new UnsafeBuffer(bytes);
        this.mask = capacityBytes - 1;
    }

    public int capacityBytes() {
        return mask + 1;
    }

    /** The memory frames lie in; {@link #bytes} is the same memory. */
    public UnsafeBuffer buffer() {
        return buffer;
    }

    /** To make duplicates of: nobody changes its position. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /**
     * Producer: takes room for one frame. Nobody sees it before {@link #publish}.
     *
     * @param frameBytes a multiple of 8, at most an eighth of the capacity and a little
     * @return where in the buffer it begins; −1 when there is no room
     */
    public int claim(int frameBytes) {
        int index = (int) tail & mask;
        int untilEnd = mask + 1 - index;
        int padding = frameBytes > untilEnd ? untilEnd : 0;
        if (!hasRoom(padding + frameBytes)) {
            return -1;
        }
        if (padding > 0) {
            buffer.putInt(index + LENGTH_AT, -padding, LITTLE_ENDIAN);
            index = 0;
        }
        tail += padding + frameBytes;
        return index;
    }

    /**
     * Producer: makes the frame claimed last longer, of which nothing was published yet.
     *
     * @param moreBytes a multiple of 8
     * @return false when there is no room right behind it
     */
    public boolean claimMore(int moreBytes) {
        int index = (int) tail & mask;
        if (index == 0 || moreBytes > mask + 1 - index || !hasRoom(moreBytes)) {
            return false;
        }
        tail += moreBytes;
        return true;
    }

    private boolean hasRoom(int wanted) {
        if (mask + 1 - (tail - knownHead) >= wanted) {
            return true;
        }
        knownHead = shared.getLongVolatile(HEAD_AT);
        return mask + 1 - (tail - knownHead) >= wanted;
    }

    /** Producer: position behind the last frame claimed. */
    public long claimed() {
        return tail;
    }

    /**
     * Producer: lets the writer see the frames before a position.
     *
     * @param syncUpTo in bytes of frames: what lies before it must be synced
     */
    public void publish(long position, long syncUpTo) {
        shared.putLong(SYNC_AT, syncUpTo);
        shared.putLongRelease(TAIL_AT, position);
    }

    /** Writer: position behind the last published frame. */
    public long published() {
        return shared.getLongAcquire(TAIL_AT);
    }

    /** Writer: what must be synced, of what {@link #published} showed. */
    public long syncUpTo() {
        return shared.getLong(SYNC_AT);
    }

    /** Writer: place of a position in the buffer. */
    public int indexOf(long position) {
        return (int) position & mask;
    }

    /** Writer: bytes to skip at this position; 0 when a frame begins there. */
    public int paddingAt(long position) {
        int length = buffer.getInt(indexOf(position) + LENGTH_AT, LITTLE_ENDIAN);
        assert length != 0 && -length % ALIGNMENT_BYTES <= 0;
        return length < 0 ? -length : 0;
    }

    /** Writer: position of the first byte that is not yet written. */
    public long head() {
        return shared.getLong(HEAD_AT);
    }

    /**
     * Writer: everything before the position is written; its memory may be used again.
     *
     * @param frameBytes bytes of frames written since the beginning, of whole steps
     */
    public void written(long position, long frameBytes) {
        shared.putLongRelease(WRITTEN_AT, frameBytes);
        shared.putLongRelease(HEAD_AT, position);
    }

    /** Writer: so many bytes of frames are synced. */
    public void committed(long frameBytes) {
        shared.putLongRelease(COMMITTED_AT, frameBytes);
    }

    /** Bytes of frames written since the beginning. Any thread. */
    public long written() {
        return shared.getLongAcquire(WRITTEN_AT);
    }

    /** Bytes of frames synced since the beginning. Any thread. */
    public long committed() {
        return shared.getLongAcquire(COMMITTED_AT);
    }
}

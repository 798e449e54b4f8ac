package io.robustmq.storage.disk.concurrent;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What was appended last to the files of a disk, one file behind the other, in a ring: the memory
 * that the disk is given, aligned to its blocks, and where others read what has just been written
 * without asking the disk.
 *
 * <p>One thread appends. Any thread reads, and never waits: a read that was overtaken says so.
 * Positions count bytes from 0 and never wrap; a file begins at a multiple of the capacity, so that
 * blocks of the file are blocks of the ring. What is appended is seen with its content (release and
 * acquire on {@code readable}); what is going to be overwritten is claimed before ({@code claimed},
 * with a full fence behind it), so that a reader which sees no such claim after it has copied has
 * copied the right bytes.
 */
public final class RecentBytes {
    /** What disks write at once: places and sizes of direct writes are multiples of it. */
    public static final int BLOCK_BYTES = 4 << 10;

    /** From {@link #read}: not all of it is here. */
    public static final int NOT_HERE = -1;

    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private final ByteBuffer appended;
    private final int mask;
    private long tail;
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicLong readable = new AtomicLong();

    /**
     * @param capacityBytes a power of two, at least two blocks
     */
    public RecentBytes(int capacityBytes) {
        if (!BitUtil.isPowerOfTwo(capacityBytes) || capacityBytes < 2 * BLOCK_BYTES) {
            throw new IllegalArgumentException("capacityBytes cannot be " + capacityBytes);
        }
        this.bytes =
                UntouchedMemory.allocate(
                        capacityBytes,
                        Math.clamp(capacityBytes, BLOCK_BYTES, HugePages.PAGE_BYTES));
        this.buffer = new UnsafeBuffer(bytes);
        this.appended = bytes.duplicate();
        this.mask = capacityBytes - 1;
    }

    /** Takes all of the memory at once, in {@link HugePages}. Any thread that may wait. */
    public void useHugePages() {
        HugePages.use(bytes);
    }

    public int capacityBytes() {
        return mask + 1;
    }

    /**
     * The appender begins a file.
     *
     * @return position of the file's first byte
     */
    public long begin() {
        tail = BitUtil.align(tail, (long) mask + 1);
        return tail;
    }

    /**
     * The appender: takes as much of some bytes as fits before the ring's end, with zeros behind it
     * up to the end of the last block.
     *
     * @param from its position moves on
     * @param most at most so many
     * @return bytes taken, never 0 when there are some
     */
    public int append(ByteBuffer from, int most) {
        int index = (int) tail & mask;
        int count = Math.min(Math.min(from.remaining(), most), mask + 1 - index);
        long end = tail + count;
        long blockEnd = BitUtil.align(end, (long) BLOCK_BYTES);
        claimed.setPlain(blockEnd);
        VarHandle.fullFence();
        buffer.putBytes(index, from, count); // moves the position of from
        buffer.setMemory(index + count, (int) (blockEnd - end), (byte) 0);
        tail = end;
        readable.setRelease(end);
        return count;
    }

    /** Any thread: position behind what can be read. */
    long readable() {
        return readable.getAcquire();
    }

    /** The appender: position behind what was appended last. */
    public long tail() {
        return tail;
    }

    /**
     * The appender: the whole blocks that hold the bytes from a position to another.
     *
     * @param from not before what the ring holds
     * @param to in the same round of the ring, or its end
     * @return valid until the next call
     */
    public ByteBuffer blocks(long from, long to) {
        int first = (int) from & mask & -BLOCK_BYTES;
        int length = (int) (BitUtil.align(to, (long) BLOCK_BYTES) - (from & -BLOCK_BYTES));
        return appended.clear().position(first).limit(first + length);
    }

    /**
     * Any thread: copies bytes out.
     *
     * @param into from its position on; what it holds there is undefined when they are not here
     * @return bytes copied; {@link #NOT_HERE}
     */
    public int read(long position, ByteBuffer into) {
        int length = into.remaining();
        if (position + length > readable.getAcquire() || isOver(position)) {
            return NOT_HERE;
        }
        int at = into.position();
        int index = (int) position & mask;
        int untilEnd = Math.min(length, mask + 1 - index);
        into.put(at, bytes, index, untilEnd);
        into.put(at + untilEnd, bytes, 0, length - untilEnd);
        VarHandle.acquireFence();
        if (isOver(position)) {
            return NOT_HERE;
        }
        into.position(at + length);
        return length;
    }

    private boolean isOver(long position) {
        return position < claimed.getAcquire() - mask - 1;
    }
}

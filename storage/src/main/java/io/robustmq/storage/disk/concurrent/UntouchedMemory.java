package io.robustmq.storage.disk.concurrent;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.UnsafeApi;

/**
 * Direct memory that the machine gives page by page as it is written: {@link
 * ByteBuffer#allocateDirect} writes zeros to all of it at once. What it holds before that is not
 * defined.
 */
public final class UntouchedMemory {
    private static final int LINE_BYTES = 64;

    private UntouchedMemory() {}

    /**
     * @return aligned to a cache line; given back when nothing refers to it any more
     */
    public static ByteBuffer allocate(int bytes) {
        return allocate(bytes, LINE_BYTES);
    }

    /**
     * @param alignmentBytes a power of two
     * @return given back when nothing refers to it any more
     */
    public static ByteBuffer allocate(int bytes, int alignmentBytes) {
        long memory = UnsafeApi.allocateMemory(bytes + alignmentBytes - 1L);
        return MemorySegment.ofAddress(BitUtil.align(memory, (long) alignmentBytes))
                .reinterpret(bytes, Arena.ofAuto(), unused -> UnsafeApi.freeMemory(memory))
                .asByteBuffer();
    }
}

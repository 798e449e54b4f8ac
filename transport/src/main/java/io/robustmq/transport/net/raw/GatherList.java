package io.robustmq.transport.net.raw;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.OutputChunk;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The array of struct iovec that a gathering write takes.
 *
 * <pre>
 *   0         8        16
 *   | address | length | next entry
 * </pre>
 */
@OwnedBy(Core.class)
final class GatherList {
    /** Chunks one write takes at most. */
    static final int ENTRIES_MAX = 16;

    private static final int ENTRY_BYTES = 16;

    private final UnsafeBuffer entries =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(ENTRIES_MAX * ENTRY_BYTES, 64));

    /** Lists the unsent part of a chain of chunks. @return entries used */
    int fill(OutputChunk first) {
        int count = 0;
        for (@Nullable OutputChunk chunk = first;
                chunk != null && count < ENTRIES_MAX;
                chunk = chunk.next()) {
            entries.putLong(count * ENTRY_BYTES, chunk.address() + chunk.sent());
            entries.putLong(count * ENTRY_BYTES + Long.BYTES, chunk.used() - chunk.sent());
            count++;
        }
        return count;
    }

    long address() {
        return entries.addressOffset();
    }
}

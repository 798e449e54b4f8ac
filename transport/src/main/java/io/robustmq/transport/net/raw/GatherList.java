package io.robustmq.transport.net.raw;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.OutputChunk;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one gathering write: a struct msghdr (the rest of its fields zero) and the array of
 * struct iovec it points to, as a 64-bit kernel reads them.
 *
 * <pre>
 *   0    16            24          56    64        72       80
 *   | …  | iov address | iov count | …   | address | length | next entry
 * </pre>
 */
@OwnedBy(Core.class)
final class GatherList {
    /** Chunks one write takes at most. */
    static final int ENTRIES_MAX = 16;

    private static final int ENTRIES_ADDRESS_AT = 16;
    private static final int ENTRIES_COUNT_AT = 24;
    private static final int ENTRIES_AT = 64;
    private static final int ENTRY_BYTES = 16;

    private final UnsafeBuffer memory =
            new UnsafeBuffer(
                    BufferUtil.allocateDirectAligned(ENTRIES_AT + ENTRIES_MAX * ENTRY_BYTES, 64));

    GatherList() {
        memory.putLong(ENTRIES_ADDRESS_AT, address());
    }

    /**
     * Lists the unsent part of a chain of chunks.
     *
     * @return entries used
     */
    int fill(OutputChunk first) {
        int count = 0;
        for (@Nullable OutputChunk chunk = first;
                chunk != null && count < ENTRIES_MAX;
                chunk = chunk.next()) {
            int at = ENTRIES_AT + count * ENTRY_BYTES;
            memory.putLong(at, chunk.address() + chunk.sent());
            memory.putLong(at + Long.BYTES, chunk.used() - chunk.sent());
            count++;
        }
        return count;
    }

    /** The first struct iovec. */
    long address() {
        return memory.addressOffset() + ENTRIES_AT;
    }

    /** Lists a chain of chunks and returns the address of the struct msghdr for them. */
    long messageOf(OutputChunk first) {
        memory.putLong(ENTRIES_COUNT_AT, fill(first));
        return memory.addressOffset();
    }
}

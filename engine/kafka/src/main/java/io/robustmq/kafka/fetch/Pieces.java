package io.robustmq.kafka.fetch;

import io.robustmq.storage.log.BatchVisitor;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Batches where they lie, found and not yet copied; valid until the next append on this core. */
@OwnedBy(Core.class)
final class Pieces implements BatchVisitor {
    private static final UnsafeBuffer NONE = new UnsafeBuffer(new byte[0]);

    private DirectBuffer[] buffers = new DirectBuffer[16];
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];
    private int count;

    Pieces() {
        Arrays.fill(buffers, NONE);
    }

    @Override
    public void onBatches(DirectBuffer buffer, int offset, int length) {
        if (count == offsets.length) {
            buffers = Arrays.copyOf(buffers, 2 * count);
            offsets = Arrays.copyOf(offsets, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        buffers[count] = buffer;
        offsets[count] = offset;
        lengths[count++] = length;
    }

    int count() {
        return count;
    }

    /** Forgets those from one on. */
    void truncate(int to) {
        count = to;
    }

    DirectBuffer buffer(int piece) {
        return buffers[piece];
    }

    int offset(int piece) {
        return offsets[piece];
    }

    int length(int piece) {
        return lengths[piece];
    }
}

package io.robustmq.transport.net.raw;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.HashSet;
import java.util.Set;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** What all epoll connections of one core share: one read buffer, one gather list. */
@OwnedBy(Core.class)
final class EpollSockets {
    private final RawSockets raw;
    private final UnsafeBuffer readBuffer;
    private final GatherList gather = new GatherList();
    private final Set<EpollConnection> open = new HashSet<>();

    EpollSockets(RawSockets raw, int readBufferBytes) {
        this.raw = raw;
        this.readBuffer =
                new UnsafeBuffer(
                        BufferUtil.allocateDirectAligned(
                                RawSockets.HEADROOM_BYTES + readBufferBytes, 4096));
    }

    RawSockets raw() {
        return raw;
    }

    /** Headroom first, then as many bytes as one read takes. */
    UnsafeBuffer readBuffer() {
        return readBuffer;
    }

    GatherList gather() {
        return gather;
    }

    Set<EpollConnection> open() {
        return open;
    }
}

package io.robustmq.transport.net.raw;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The buffers the kernel picks from when data arrives, shared by all connections of a core: an idle
 * connection holds none. Each goes back right after its bytes were handled.
 *
 * <pre>
 * | headroom | buffer 0 | headroom | buffer 1 | …
 * </pre>
 */
@OwnedBy(Core.class)
final class UringReadBuffers implements IoUringIoHandle {
    static final int GROUP = 1;

    private final int bufferBytes;
    private final UnsafeBuffer memory;
    private final IoUringIoOps[] provide;
    private final IoRegistration registration;
    private final CoreErrors errors;

    UringReadBuffers(UringLoop loop, int bufferBytes, int count, CoreErrors errors)
            throws IOException {
        this.bufferBytes = bufferBytes;
        this.errors = errors;
        this.memory =
                new UnsafeBuffer(
                        BufferUtil.allocateDirectAligned(
                                count * (RawSockets.HEADROOM_BYTES + bufferBytes), 4096));
        this.provide = new IoUringIoOps[count];
        this.registration = loop.register(this);
        for (int id = 0; id < count; id++) {
            provide[id] =
                    UringAbi.provideBuffer(
                            memory.addressOffset() + offset(id), bufferBytes, GROUP, id);
            release(id);
        }
    }

    UnsafeBuffer memory() {
        return memory;
    }

    /** Where buffer {@code id} starts in {@link #memory}; its headroom lies before. */
    int offset(int id) {
        return id * (RawSockets.HEADROOM_BYTES + bufferBytes) + RawSockets.HEADROOM_BYTES;
    }

    /** The bytes of buffer {@code id} are no longer looked at. */
    void release(int id) {
        registration.submit(provide[id]);
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        int result = ((IoUringIoEvent) event).res();
        if (result < 0) {
            errors.onError("providing a read buffer", new IOException("errno " + -result));
        }
    }

    @Override
    public void close() {
        registration.cancel();
    }
}

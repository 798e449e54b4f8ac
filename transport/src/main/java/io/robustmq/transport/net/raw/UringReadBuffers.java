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
import java.util.ArrayDeque;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The buffers the kernel picks from when data arrives, shared by all connections of a core: an idle
 * connection holds none. They go back together after the poll, so that this costs no system call of
 * its own; during a poll only while it has not read its fill, which bounds what one poll reads.
 *
 * <pre>
 * | headroom | buffer 0 | headroom | buffer 1 | …
 * </pre>
 */
@OwnedBy(Core.class)
final class UringReadBuffers implements IoUringIoHandle {
    static final int GROUP = 1;

    /** From here on a poll gets no buffers back: timers and other cores have their turn first. */
    static final int BYTES_PER_POLL = 2 << 20;

    /** Receives armed again per cycle while peers send more than a poll may read. */
    private static final int READERS_AFTER_A_FULL_POLL = 16;

    private final int bufferBytes;
    private final UnsafeBuffer memory;
    private final IoUringIoOps[] provide;
    private final IoRegistration registration;
    private final CoreErrors errors;

    /** Numbers of the buffers that are handled and not yet given back. */
    private final int[] handled;

    private int handledCount;
    private int bytesInPoll;

    /** Whose turn is next; each connection is in here at most once. */
    private final ArrayDeque<UringConnection> starved = new ArrayDeque<>();

    UringReadBuffers(UringLoop loop, int bufferBytes, int count, CoreErrors errors)
            throws IOException {
        this.bufferBytes = bufferBytes;
        this.errors = errors;
        this.memory =
                new UnsafeBuffer(
                        UntouchedMemory.allocate(
                                count * (RawSockets.HEADROOM_BYTES + bufferBytes)));
        this.provide = new IoUringIoOps[count];
        this.handled = new int[count];
        this.registration = loop.register(this);
        for (int id = 0; id < count; id++) {
            provide[id] =
                    UringAbi.provideBuffer(
                            memory.addressOffset() + offset(id), bufferBytes, GROUP, id);
            registration.submit(provide[id]);
        }
    }

    UnsafeBuffer memory() {
        return memory;
    }

    /** Where buffer {@code id} starts in {@link #memory}; its headroom lies before. */
    int offset(int id) {
        return id * (RawSockets.HEADROOM_BYTES + bufferBytes) + RawSockets.HEADROOM_BYTES;
    }

    /** The {@code length} bytes of buffer {@code id} are no longer looked at. */
    void release(int id, int length) {
        handled[handledCount++] = id;
        bytesInPoll += length;
        if (handledCount >= handled.length / 4 && bytesInPoll < BYTES_PER_POLL) {
            giveBack();
        }
    }

    /** A receive that ended for want of a buffer is armed again when there is one for it. */
    void awaitBuffers(UringConnection connection) {
        starved.addLast(connection);
    }

    void afterPoll() {
        boolean cutShort = bytesInPoll >= BYTES_PER_POLL;
        int wanted =
                Math.min(starved.size(), cutShort ? READERS_AFTER_A_FULL_POLL : handled.length);
        bytesInPoll = 0;
        giveBack();
        for (int i = 0; i < wanted; i++) {
            starved.removeFirst().buffersAreBack();
        }
    }

    private void giveBack() {
        for (int i = 0; i < handledCount; i++) {
            registration.submit(provide[handled[i]]);
        }
        handledCount = 0;
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

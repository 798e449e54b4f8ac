package io.robustmq.transport.net.raw;

import io.netty.channel.unix.Socket;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import io.robustmq.transport.memory.OutputChunk;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.NotYetConnectedException;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket as a {@link Connection}: joins reads to what was carried, and closes in order.
 *
 * <pre>
 * OPEN —close() or the peer's end→ FLUSHING —all sent→ LINGERING —peer's end or deadline→ CLOSING
 *   any error, abort() or deadline: straight to CLOSING —the kernel holds nothing of ours→ CLOSED
 * </pre>
 *
 * What a handler asks for in a call takes effect in {@link #flush}, at the end of the cycle, so
 * that no handler is called from within its own call. LINGERING reads on without delivering,
 * because closing a socket with unread input would reset it and take the last output away from the
 * peer.
 */
@OwnedBy(Core.class)
abstract class RawConnection extends Connection implements Timed {
    /** Longest {@link #close} tries to send what was claimed. */
    static final long FLUSH_TIMEOUT_NS = 10_000_000_000L;

    /** Longest a closed connection waits for the peer's end. */
    static final long LINGER_TIMEOUT_NS = 1_000_000_000L;

    /** Most bytes a paused connection takes over from the kernel before it is dropped. */
    static final int HELD_BYTES_MAX = 4 << 20;

    /** Output that does not wait for the end of the cycle once a block is full. */
    private static final int EARLY_SEND_BYTES = 128 << 10;

    /** From here on input that is carried takes blocks of the next size at once. */
    private static final int LARGE_BYTES = 256 << 10;

    private static final int GROWN_BYTES = 2 << 20;

    private static final byte OPEN = 0;
    private static final byte FLUSHING = 1;
    private static final byte LINGERING = 2;
    private static final byte CLOSING = 3;
    private static final byte CLOSED = 4;

    final RawSockets sockets;
    private @Nullable ConnectionHandler handler;

    /** Unconsumed input, from {@code sent()} to {@code used()} of its block. */
    private @Nullable OutputChunk carry;

    /** What the handler waits for before it looks at the carried bytes again; 0: not known. */
    private int missing;

    private long deadlineTimer = Timers.NONE;
    private byte state = OPEN;
    private boolean paused;
    private boolean redeliver;
    private boolean peerEnded;
    private boolean reset;
    private boolean writable;

    RawConnection(RawSockets sockets) {
        super(
                sockets.core(),
                sockets.dirty(),
                RawSockets.DEFAULT_OUTPUT_LIMIT,
                RawSockets.DEFAULT_CARRY_LIMIT);
        this.sockets = sockets;
    }

    /** Asks for the handler; a refused connection closes at once. */
    final void open(Acceptor acceptor) {
        try {
            handler = acceptor.onConnected(this);
        } catch (Throwable error) {
            sockets.errors().onError("accepting a connection", error);
        }
        if (handler == null) {
            abort();
        }
    }

    // ---- input ----

    /**
     * Bytes of one read.
     *
     * @param headroom bytes before {@code offset} that may be overwritten
     */
    final void received(UnsafeBuffer buffer, int offset, int length, int headroom) {
        sockets.cells().add(CoreCell.READS, 1);
        sockets.cells().add(CoreCell.BYTES_RECEIVED, length);
        if (state != OPEN) {
            return;
        }
        OutputChunk carried = carry;
        if (paused) {
            sockets.cells().add(CoreCell.BYTES_HELD, length);
            append(buffer, offset, length);
        } else if (carried == null) {
            deliver(buffer, offset, length);
        } else if (carried.used() - carried.sent() <= headroom) {
            int rest = carried.used() - carried.sent();
            buffer.putBytes(offset - rest, carried.buffer(), carried.sent(), rest);
            dropCarry();
            deliver(buffer, offset - rest, rest + length);
        } else {
            complete(buffer, offset, length);
        }
    }

    /** What the handler waits for goes behind what is carried; what follows is shown in place. */
    private void complete(UnsafeBuffer buffer, int offset, int length) {
        int part = missing > 0 ? Math.min(missing, length) : length;
        if (!append(buffer, offset, part)) {
            return;
        }
        missing -= part;
        if (missing > 0) {
            return;
        }
        deliverCarry();
        if (part == length || state != OPEN) {
            return;
        }
        if (carry == null && !paused) {
            deliver(buffer, offset + part, length - part);
        } else if (append(buffer, offset + part, length - part) && !paused) {
            deliverCarry();
        }
    }

    private void deliver(UnsafeBuffer buffer, int offset, int length) {
        int consumed = handOver(buffer, offset, length);
        int rest = length - consumed;
        if (rest > 0 && state == OPEN && withinCarryLimit(rest)) {
            append(buffer, offset + consumed, rest);
            missing = bytesWanted();
        }
    }

    private int bytesWanted() {
        ConnectionHandler receiver = handler;
        return receiver == null ? 0 : receiver.bytesWanted();
    }

    private void deliverCarry() {
        OutputChunk carried = carry;
        if (carried == null) {
            return;
        }
        int from = carried.sent();
        int consumed = handOver(carried.buffer(), from, carried.used() - from);
        int rest = carried.used() - from - consumed;
        if (rest == 0 || state != OPEN || !withinCarryLimit(rest)) {
            dropCarry();
            return;
        }
        carried.sent(from + consumed); // not moved: there may be much, taken in many small turns
        missing = bytesWanted();
    }

    private int handOver(UnsafeBuffer buffer, int offset, int length) {
        ConnectionHandler receiver = handler;
        assert receiver != null;
        try {
            int consumed = receiver.onBytes(buffer, offset, length);
            if (consumed >= 0 && consumed <= length) {
                return consumed;
            }
            throw new IllegalStateException(
                    receiver.getClass().getName() + " consumed " + consumed + " of " + length);
        } catch (Throwable error) {
            sockets.errors().onError("bytes of a connection", error);
            abort();
            return length;
        }
    }

    /** A paused handler may leave all it got; what it leaves otherwise is what it can't frame. */
    private boolean withinCarryLimit(int rest) {
        if (paused || rest <= carryLimit()) {
            return true;
        }
        sockets.cells().add(CoreCell.CARRY_LIMIT_EXCEEDED, 1);
        abort();
        return false;
    }

    /** Adds to the carried bytes. @return false when there is no memory for them: aborted */
    private boolean append(UnsafeBuffer buffer, int offset, int length) {
        OutputChunk room = roomToCarry(length);
        if (room == null) {
            abort();
            return false;
        }
        int used = room.used();
        room.buffer().putBytes(used, buffer, offset, length);
        room.used(used + length);
        return true;
    }

    private @Nullable OutputChunk roomToCarry(int length) {
        OutputChunk carried = carry;
        int kept = carried == null ? 0 : carried.used() - carried.sent();
        if (carried != null && carried.capacity() - carried.used() >= length) {
            return carried;
        }
        OutputChunk room = carried;
        if (carried == null || carried.capacity() - kept < length) {
            room =
                    kept + length > HELD_BYTES_MAX + carryLimit()
                            ? null
                            : core().chunks().takeAtLeast(grown(kept, length));
        }
        if (room != null && carried != null) {
            room.buffer().putBytes(0, carried.buffer(), carried.sent(), kept);
            if (room != carried) {
                dropCarry();
            }
            room.sent(0);
            room.used(kept);
        }
        if (room != null) {
            carry = room;
        }
        return room;
    }

    /**
     * Who has sent as much as a large block takes will send more: what is carried is moved once,
     * not at every doubling.
     */
    private static int grown(int kept, int length) {
        int doubled = Math.max(kept + length, 2 * kept);
        return doubled > LARGE_BYTES && doubled < GROWN_BYTES ? GROWN_BYTES : doubled;
    }

    private void dropCarry() {
        OutputChunk carried = carry;
        carry = null;
        if (carried != null) {
            core().chunks().release(carried);
        }
    }

    /** The peer sends no more: what is claimed still goes out, then the connection ends. */
    final void peerEnded() {
        peerEnded = true;
        if (state == OPEN) {
            close();
        }
        markDirty();
    }

    /** The socket failed: nothing more can be sent or received. */
    final void socketFailed() {
        beginClosing();
    }

    // ---- control ----

    @Override
    public final void pauseReading() {
        if (!paused && state == OPEN) {
            paused = true;
            readingPaused();
        }
    }

    @Override
    public final void resumeReading() {
        if (paused && state == OPEN) {
            paused = false;
            redeliver = carry != null;
            markDirty();
        }
    }

    @Override
    public final void close() {
        if (state != OPEN) {
            return;
        }
        state = FLUSHING;
        paused = false;
        refuseOutput();
        armDeadline(FLUSH_TIMEOUT_NS);
        markDirty();
    }

    @Override
    public final void abort() {
        reset = true;
        beginClosing();
    }

    private void beginClosing() {
        if (state < CLOSING) {
            state = CLOSING;
            refuseOutput();
            markDirty();
        }
    }

    @Override
    public final boolean isOpen() {
        return state == OPEN;
    }

    @Override
    public final InetSocketAddress remoteAddress() {
        InetSocketAddress address = state == CLOSED ? null : socket().remoteAddress();
        return address != null ? address : InetSocketAddress.createUnresolved("closed", 0);
    }

    @Override
    public final @Nullable String peerSubject() {
        return null;
    }

    final boolean isPaused() {
        return paused;
    }

    /** Whether input is still wanted, if only to see the peer's end. */
    final boolean wantsInput() {
        return state < CLOSING && !paused && !peerEnded;
    }

    // ---- the end of the cycle ----

    @Override
    protected final void flush() {
        if (state == OPEN && writable) {
            tellWritable();
        }
        if (state == OPEN && redeliver) {
            redeliver = false;
            deliverCarry();
        }
        if (state <= FLUSHING && firstOutput() != null) {
            startSending();
        }
        if (state == FLUSHING && firstOutput() == null) {
            linger();
        }
        if (state == LINGERING && peerEnded) {
            state = CLOSING;
        }
        if (state == CLOSING) {
            finishClosing();
        } else {
            ensureReading();
        }
    }

    private void linger() {
        state = LINGERING;
        tellClosed();
        armDeadline(LINGER_TIMEOUT_NS);
        try {
            socket().shutdown(false, true);
        } catch (IOException | NotYetConnectedException e) {
            state = CLOSING; // the peer is gone already
        }
    }

    private void finishClosing() {
        tellClosed();
        try {
            if (reset) {
                socket().setSoLinger(0);
            }
            socket().shutdown(true, true);
        } catch (IOException | NotYetConnectedException e) {
            // The peer is gone: nothing is left to shut down.
        }
        if (kernelIsDone()) {
            closed();
        }
    }

    /** An operation ended; the last one of a closing connection lets it go. */
    final void operationEnded() {
        if (state == CLOSING && handler == null && kernelIsDone()) {
            closed();
        }
    }

    private void closed() {
        state = CLOSED;
        cancelDeadline();
        releaseOutput();
        try {
            socket().close();
        } catch (IOException e) {
            sockets.errors().onError("closing a socket", e);
        }
        sockets.cells().add(CoreCell.CONNECTIONS_CLOSED, 1);
        released();
    }

    private void tellClosed() {
        dropCarry();
        ConnectionHandler told = handler;
        handler = null;
        if (told == null) {
            return;
        }
        try {
            told.onClosed();
        } catch (Throwable error) {
            sockets.errors().onError("onClosed of a connection", error);
        }
    }

    @Override
    protected final void chunkFilled() {
        if (pendingBytes() >= EARLY_SEND_BYTES) {
            startSending();
        }
    }

    /** The socket took {@code bytes}; the handler hears of new room at the end of the cycle. */
    final void sent(int bytes) {
        sockets.cells().add(CoreCell.BYTES_SENT, bytes);
        if (outputSent(bytes)) {
            writable = true;
            markDirty();
        }
    }

    private void tellWritable() {
        ConnectionHandler told = handler;
        writable = false;
        if (told == null) {
            return;
        }
        try {
            told.onWritable();
        } catch (Throwable error) {
            sockets.errors().onError("onWritable of a connection", error);
            abort();
        }
    }

    // ---- the deadline of a close ----

    private void armDeadline(long timeoutNs) {
        cancelDeadline();
        deadlineTimer = core().timers().schedule(core().clock().nowNs() + timeoutNs, this);
    }

    private void cancelDeadline() {
        if (deadlineTimer != Timers.NONE) {
            core().timers().cancel(deadlineTimer);
            deadlineTimer = Timers.NONE;
        }
    }

    @Override
    public final void onTimer(long timerId, long nowNs) {
        deadlineTimer = Timers.NONE;
        reset = state == FLUSHING;
        beginClosing();
    }

    // ---- what io_uring and epoll do in their own ways ----

    /** The socket, for what is no reading or writing; not once the connection is closed. */
    abstract Socket socket();

    /** There is output: hand it to the kernel, unless an earlier part is still on its way. */
    abstract void startSending();

    /** Have the kernel deliver input if {@link #wantsInput}; called often, cheap when it does. */
    abstract void ensureReading();

    /** The handler wants no more input for now. */
    abstract void readingPaused();

    /** Whether the kernel uses neither the socket nor our memory any more. */
    abstract boolean kernelIsDone();

    /** The socket is closed; forget the connection. */
    abstract void released();
}

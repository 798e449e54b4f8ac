package io.robustmq.kernel.relay;

import io.robustmq.kernel.cores.Retry;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import io.robustmq.transport.memory.OutputChunk;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import io.robustmq.transport.net.DirtyConnections;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The home's end of a relayed connection: to its handler a connection like any other, only that its
 * socket is on another core.
 */
@OwnedBy(Core.class)
final class RelayedConnection extends Connection implements Retry, Timed {
    /** How long what was written may take to leave after {@link #close}. */
    private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(5);

    private final Relays relays;
    private final int socketCore;
    private final long number;
    private final PeerDescriptor peer;
    private @Nullable ConnectionHandler handler;

    /** Input not consumed, in a block of the core's memory; null for none. */
    private @Nullable OutputChunk carried;

    private int untoldBytes;
    private int outputCredit = RelayMessages.WINDOW_BYTES;
    private long lingerTimer = Timers.NONE;
    private boolean reading = true;
    private boolean waitsForTurn;
    private boolean open = true;
    private boolean closing;

    RelayedConnection(
            Relays relays,
            Core core,
            DirtyConnections dirty,
            int outputLimitBytes,
            int socketCore,
            long number,
            PeerDescriptor peer) {
        super(core, dirty, outputLimitBytes, RelayMessages.WINDOW_BYTES);
        this.relays = relays;
        this.socketCore = socketCore;
        this.number = number;
        this.peer = peer;
    }

    void handler(ConnectionHandler newHandler) {
        handler = newHandler;
    }

    int socketCore() {
        return socketCore;
    }

    long number() {
        return number;
    }

    // ---- input ----

    void onInput(DirectBuffer buffer, int offset, int length) {
        untoldBytes += length;
        if (carried == null && reading && !closing) {
            int consumed = handler().onBytes(buffer, offset, length);
            carry(buffer, offset + consumed, length - consumed);
        } else {
            carry(buffer, offset, length);
            if (reading) {
                deliverCarried();
            }
        }
        afterInput();
    }

    private void deliverCarried() {
        OutputChunk chunk = carried;
        if (chunk == null || closing) {
            return;
        }
        carried = null; // ours until the handler is done, even if it ends this connection
        int consumed = chunk.used();
        try {
            consumed = handler().onBytes(chunk.buffer(), 0, chunk.used());
        } finally {
            keepRest(chunk, consumed);
        }
    }

    private void keepRest(OutputChunk chunk, int consumed) {
        int rest = chunk.used() - consumed;
        if (rest == 0 || !open) {
            core().chunks().release(chunk);
            return;
        }
        if (consumed > 0) {
            chunk.buffer().putBytes(0, chunk.buffer(), consumed, rest);
            chunk.used(rest);
        }
        carried = chunk;
    }

    private void carry(DirectBuffer buffer, int offset, int length) {
        if (length == 0 || !open) {
            return;
        }
        OutputChunk chunk = roomToCarry(length);
        if (chunk == null) {
            abort(); // the core's memory is spent
            return;
        }
        int used = chunk.used();
        chunk.buffer().putBytes(used, buffer, offset, length);
        chunk.used(used + length);
    }

    private @Nullable OutputChunk roomToCarry(int length) {
        OutputChunk chunk = carried;
        int used = carriedBytes();
        if (chunk != null && chunk.capacity() - used >= length) {
            return chunk;
        }
        OutputChunk larger = core().chunks().takeAtLeast(Math.max(used + length, 2 * used));
        if (larger != null) {
            if (chunk != null) {
                larger.buffer().putBytes(0, chunk.buffer(), 0, used);
                larger.used(used);
            }
            releaseCarried();
            carried = larger;
        }
        return larger;
    }

    private int carriedBytes() {
        return carried == null ? 0 : carried.used();
    }

    private void releaseCarried() {
        OutputChunk chunk = carried;
        carried = null;
        if (chunk != null) {
            core().chunks().release(chunk);
        }
    }

    /** Input that is consumed or carried makes room for more, unless reading is stopped. */
    private void afterInput() {
        if (!open || closing) {
            return;
        }
        if (reading && carriedBytes() > carryLimit()) {
            abort();
        } else if (reading && untoldBytes > 0) {
            relays.tellInputTaken(this, untoldBytes);
            untoldBytes = 0;
        }
    }

    @Override
    public void pauseReading() {
        reading = false;
    }

    /** What is carried comes again in a turn of its own, never inside the handler's call. */
    @Override
    public void resumeReading() {
        reading = true;
        takeATurn();
    }

    private void takeATurn() {
        if (!waitsForTurn) {
            waitsForTurn = true;
            relays.retries().later(this);
        }
    }

    @Override
    public void retry() {
        waitsForTurn = false;
        if (open && reading) {
            deliverCarried();
            afterInput();
        }
        if (open && firstOutput() != null) {
            flush();
        }
    }

    // ---- output ----

    @Override
    protected void flush() {
        boolean writable = false;
        for (OutputChunk chunk = firstOutput();
                chunk != null && outputCredit > 0;
                chunk = firstOutput()) {
            int length = Math.min(chunk.used() - chunk.sent(), relays.portionBytes());
            length = Math.min(length, outputCredit);
            if (!relays.trySendOutput(this, chunk.buffer(), chunk.sent(), length)) {
                takeATurn();
                break;
            }
            outputCredit -= length;
            writable |= outputSent(length);
        }
        if (!open) {
            return;
        }
        if (closing) {
            finishWhenFlushed();
        } else if (writable) {
            handler().onWritable();
        }
    }

    void onOutputTaken(int bytes) {
        outputCredit += bytes;
        if (firstOutput() != null) {
            flush();
        }
    }

    // ---- end ----

    @Override
    public void close() {
        if (open && !closing) {
            closing = true;
            finishWhenFlushed();
            if (open) {
                lingerTimer = core().timers().schedule(core().clock().nowNs() + LINGER_NS, this);
            }
        }
    }

    private void finishWhenFlushed() {
        if (firstOutput() == null) {
            end();
            relays.closed(this, RelayMessages.CLOSE);
            handler().onClosed();
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        lingerTimer = Timers.NONE;
        abort();
    }

    @Override
    public void abort() {
        if (open) {
            end();
            relays.closed(this, RelayMessages.ABORT);
            handler().onClosed();
        }
    }

    /** The socket is gone. */
    void onEnded() {
        if (open) {
            end();
            handler().onClosed();
        }
    }

    private void end() {
        open = false;
        closing = true;
        releaseOutput();
        releaseCarried();
        if (lingerTimer != Timers.NONE) {
            core().timers().cancel(lingerTimer);
            lingerTimer = Timers.NONE;
        }
    }

    private ConnectionHandler handler() {
        ConnectionHandler mine = handler;
        assert mine != null : "not accepted";
        return mine;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return peer.address();
    }

    @Override
    public @Nullable String peerSubject() {
        return peer.subject();
    }
}

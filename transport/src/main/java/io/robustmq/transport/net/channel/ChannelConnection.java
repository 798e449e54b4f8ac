package io.robustmq.transport.net.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Netty channel as a {@link Connection}. Output leaves in batches of chunks, one batch at a time;
 * what is claimed meanwhile makes the next. The memory of a batch is the channel's until the batch
 * is written.
 *
 * <pre>
 * OPEN —close() or the peer's FIN→ FLUSHING —all sent→ ENDING: the closing handshakes below —→ CLOSED
 *   the peer's Close frame or close_notify, a fault: straight to ENDING;  abort(), deadline: straight to CLOSED
 * </pre>
 */
@OwnedBy(Core.class)
final class ChannelConnection extends Connection implements ChannelFutureListener, Timed {
    static final int OUTPUT_LIMIT_BYTES = 1 << 20;
    static final int CARRY_LIMIT_BYTES = 16 << 10;

    /**
     * Most bytes a paused connection takes over before it is dropped; far above what one cycle
     * reads.
     */
    static final int HELD_BYTES_MAX = 4 << 20;

    /** Most chunks handed to the channel in one batch. */
    static final int CHUNKS_PER_BATCH = 64;

    /** Longest {@link #close} tries to send what was claimed. */
    static final long FLUSH_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    /** Longest the closing handshakes and the peer's FIN may take after that. */
    static final long END_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);

    private enum State {
        OPEN,
        FLUSHING,
        ENDING,
        CLOSED
    }

    private final ChannelCore shared;
    private final Channel channel;
    private final @Nullable String peerSubject;
    private final InetSocketAddress remoteAddress;
    private final CarriedInput input;
    private @Nullable ConnectionHandler handler;
    private State state = State.OPEN;
    private long deadline = Timers.NONE;
    private int batchBytes;
    private boolean batchInFlight;
    private boolean flushing;
    private boolean paused;
    private boolean redeliver;

    ChannelConnection(ChannelCore shared, Channel channel, @Nullable String peerSubject) {
        super(shared.core(), shared.dirty(), OUTPUT_LIMIT_BYTES, CARRY_LIMIT_BYTES);
        this.shared = shared;
        this.channel = channel;
        this.remoteAddress = (InetSocketAddress) channel.remoteAddress();
        this.peerSubject = peerSubject;
        this.input = new CarriedInput(core().chunks());
    }

    /** Asks for the handler; a refused connection closes at once. */
    void open(Acceptor acceptor) {
        try {
            handler = acceptor.onConnected(this);
        } catch (Throwable fault) {
            shared.errors().onError("accepting a connection", fault);
        }
        if (handler == null) {
            abort();
        }
    }

    // ---- input ----

    /** Bytes of one read, which are released here. */
    void onRead(ByteBuf bytes) {
        try {
            shared.cells().add(CoreCell.READS, 1);
            shared.cells().add(CoreCell.BYTES_RECEIVED, bytes.readableBytes());
            ConnectionHandler receiver = handler;
            if (state != State.OPEN || receiver == null) {
                return;
            }
            if (paused) {
                shared.cells().add(CoreCell.BYTES_HELD, bytes.readableBytes());
                kept(input.hold(bytes));
            } else {
                kept(input.deliver(bytes, receiver));
            }
        } catch (Throwable fault) {
            fault("bytes of a connection", fault);
        } finally {
            bytes.release();
        }
    }

    private void deliverAgain(ConnectionHandler receiver) {
        redeliver = false;
        try {
            kept(input.deliverCarried(receiver));
        } catch (Throwable fault) {
            fault("bytes of a connection", fault);
        }
    }

    /** A paused handler may leave all it got; what it leaves otherwise is what it can't frame. */
    private void kept(int restBytes) {
        int most = paused ? HELD_BYTES_MAX + carryLimit() : carryLimit();
        if (restBytes > most && state == State.OPEN) {
            shared.cells().add(CoreCell.CARRY_LIMIT_EXCEEDED, 1);
        }
        if (restBytes == CarriedInput.NO_MEMORY || restBytes > most) {
            abort();
        }
    }

    /** The peer's FIN: what is claimed still goes out. */
    void onPeerEnded() {
        close();
    }

    /** The peer closed in TLS or WebSocket, and takes nothing more. */
    void onStreamEnd() {
        end();
    }

    void onError(Throwable cause) {
        boolean fromOutside =
                cause instanceof IOException || cause.getCause() instanceof IOException;
        if (!fromOutside) {
            shared.errors().onError("a connection's channel", cause);
        }
        if (state == State.ENDING) {
            abort();
        } else {
            end(); // TLS tells the peer what it found wrong
        }
    }

    void onInactive() {
        state = State.CLOSED;
        cancelDeadline();
        tellClosed();
        dropOutput();
        shared.cells().add(CoreCell.CONNECTIONS_CLOSED, 1);
    }

    private void tellClosed() {
        input.release();
        refuseOutput();
        ConnectionHandler told = handler;
        handler = null;
        if (told != null) {
            try {
                told.onClosed();
            } catch (Throwable fault) {
                shared.errors().onError("onClosed of a connection", fault);
            }
        }
    }

    private void fault(String doing, Throwable fault) {
        shared.errors().onError(doing, fault);
        abort();
    }

    // ---- the end of the cycle ----

    @Override
    protected void flush() {
        ConnectionHandler receiver = handler;
        if (redeliver && state == State.OPEN && !paused && receiver != null) {
            deliverAgain(receiver);
        }
        if (state == State.CLOSED || state == State.ENDING) {
            tellClosed();
            dropOutput();
            return;
        }
        if (!flushing) {
            flushing = true;
            while (!batchInFlight && firstOutput() != null && state.compareTo(State.ENDING) < 0) {
                writeBatch();
            }
            flushing = false;
        }
        if (state == State.FLUSHING && !batchInFlight && firstOutput() == null) {
            end();
        }
    }

    private void writeBatch() {
        batchInFlight = true;
        shared.cells().add(CoreCell.SENDS, 1);
        OutputChunk chunk = firstOutput();
        for (int count = 1; chunk != null; count++) {
            ByteBuf bytes = ByteBufViews.unsent(chunk);
            batchBytes += bytes.readableBytes();
            chunk = chunk.next();
            if (chunk == null || count == CHUNKS_PER_BATCH) {
                channel.writeAndFlush(bytes).addListener(this);
                return;
            }
            channel.write(bytes, channel.voidPromise());
        }
    }

    /** The batch left, or never will. */
    @Override
    public void operationComplete(ChannelFuture batch) {
        int bytes = batchBytes;
        batchBytes = 0;
        batchInFlight = false;
        if (state == State.CLOSED || state == State.ENDING) {
            dropOutput();
        } else if (batch.isSuccess()) {
            sent(bytes);
            if (firstOutput() != null || state == State.FLUSHING) {
                markDirty();
            }
        } else {
            end();
        }
    }

    private void sent(int bytes) {
        shared.cells().add(CoreCell.BYTES_SENT, bytes);
        ConnectionHandler told = handler;
        if (outputSent(bytes) && state == State.OPEN && told != null) {
            try {
                told.onWritable();
            } catch (Throwable fault) {
                fault("onWritable of a connection", fault);
            }
        }
    }

    /** A batch under way is the channel's still; its end comes here again. */
    private void dropOutput() {
        if (!batchInFlight) {
            releaseOutput();
        }
    }

    // ---- control ----

    @Override
    public void pauseReading() {
        if (!paused && state == State.OPEN) {
            paused = true;
            channel.config().setAutoRead(false);
        }
    }

    @Override
    public void resumeReading() {
        if (paused && state == State.OPEN) {
            paused = false;
            redeliver = input.bytes() > 0;
            channel.config().setAutoRead(true);
            markDirty();
        }
    }

    @Override
    public void close() {
        if (state == State.OPEN) {
            state = State.FLUSHING;
            refuseOutput();
            armDeadline(FLUSH_TIMEOUT_NS);
            markDirty();
        }
    }

    /**
     * Nothing more goes out from here: the layers below say good-bye, each in its way, within a
     * deadline.
     */
    private void end() {
        if (state == State.OPEN || state == State.FLUSHING) {
            state = State.ENDING;
            refuseOutput();
            armDeadline(END_TIMEOUT_NS);
            markDirty();
            channel.config()
                    .setAutoRead(true); // what still comes is dropped, but its end must be seen
            channel.close();
        }
    }

    @Override
    public void abort() {
        state = State.CLOSED;
        refuseOutput();
        cancelDeadline();
        markDirty();
        ChannelHandlerContext socket = channel.pipeline().firstContext();
        if (socket != null) {
            socket.close(); // past every handler that would be polite
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        deadline = Timers.NONE;
        abort();
    }

    private void armDeadline(long timeoutNs) {
        cancelDeadline();
        deadline = core().timers().schedule(core().clock().nowNs() + timeoutNs, this);
    }

    private void cancelDeadline() {
        if (deadline != Timers.NONE) {
            core().timers().cancel(deadline);
            deadline = Timers.NONE;
        }
    }

    @Override
    public boolean isOpen() {
        return state == State.OPEN;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public @Nullable String peerSubject() {
        return peerSubject;
    }
}

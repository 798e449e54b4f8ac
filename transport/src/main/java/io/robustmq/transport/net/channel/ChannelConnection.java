package io.robustmq.transport.net.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import io.robustmq.transport.memory.OutputChunk;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import io.robustmq.transport.net.DirtyConnections;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a Netty channel. Output leaves in batches of chunks, one batch at a time: what is claimed
 * meanwhile makes the next one. A chunk's memory belongs to the channel until its batch is written.
 *
 * <pre>
 * Open —close, peer's end→ Draining —all written→ Lingering —peer's FIN or deadline→ Closed;  abort, reset → Closed
 * </pre>
 */
@OwnedBy(Core.class)
final class ChannelConnection extends Connection implements ChannelFutureListener, Timed {
    static final int OUTPUT_LIMIT_BYTES = 1 << 20;
    static final int CARRY_LIMIT_BYTES = 16 << 10;
    /** What a read that is under way when reading stops may still bring, beyond the carry limit. */
    static final int PAUSED_ALLOWANCE_BYTES = ChannelTransport.READ_BYTES_MAX * ChannelTransport.READS_PER_CYCLE;
    /** Most chunks handed over in one batch. */
    static final int CHUNKS_PER_BATCH = 64;
    /** How long a closing peer may take to read what is left and to close its side. */
    static final long CLOSE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);

    private static final Logger LOG = System.getLogger(ChannelConnection.class.getName());

    private final Channel channel;
    private final @Nullable String peerSubject;
    private final InetSocketAddress remoteAddress;
    private final CarriedInput input = new CarriedInput();
    private @Nullable ConnectionHandler handler;
    private long closeTimer = Timers.NONE;
    private long batchBytes;
    private boolean batchInFlight;
    private boolean flushing;
    private boolean reading = true;
    private boolean redelivering;
    /** No byte goes to the handler any more. */
    private boolean closing;
    /** The channel's own close was asked for; what is claimed now is dropped. */
    private boolean ended;
    private boolean closed;

    ChannelConnection(Core core, DirtyConnections dirty, Channel channel, @Nullable String peerSubject) {
        super(core, dirty, OUTPUT_LIMIT_BYTES, CARRY_LIMIT_BYTES);
        this.channel = channel;
        this.remoteAddress = (InetSocketAddress) channel.remoteAddress();
        this.peerSubject = peerSubject;
    }

    /** Once, right after the acceptor made it. */
    void handler(ConnectionHandler connectionHandler) {
        this.handler = connectionHandler;
    }

    // ---- in ----

    void onRead(ByteBuf bytes) {
        ConnectionHandler receiver = handler;
        if (closing || receiver == null) {
            bytes.release();
            return;
        }
        carry(input.offer(bytes, receiver, channel.alloc()));
    }

    private void redeliver() {
        redelivering = false;
        ConnectionHandler receiver = handler;
        if (!closing && reading && receiver != null) {
            carry(input.offerAgain(receiver, channel.alloc()));
        }
    }

    private void carry(int restBytes) {
        if (restBytes > carryLimit() + (reading ? 0 : PAUSED_ALLOWANCE_BYTES) && !closing) {
            abort();
        }
    }

    /** The peer said that nothing more comes, in TLS or WebSocket; it takes nothing more either. */
    void onStreamEnd() {
        end();
    }

    void onError(Throwable cause) {
        if (!(cause instanceof IOException) && !(cause.getCause() instanceof IOException)) {
            LOG.log(Level.ERROR, "connection of " + remoteAddress + " closed by a fault of ours", cause);
        }
        if (closing) {
            abort();
        } else {
            end();
        }
    }

    void onInactive() {
        if (!closed) {
            closed = true;
            closing = true;
            cancelCloseTimer();
            input.release();
            dropOutput();
            ConnectionHandler receiver = handler;
            if (receiver != null) {
                receiver.onClosed();
            }
        }
    }

    // ---- out ----

    @Override
    protected void flush() {
        if (flushing) {
            return;
        }
        if (ended || closed) {
            dropOutput();
            return;
        }
        flushing = true;
        while (!batchInFlight && !ended && !closed && firstOutput() != null) {
            writeBatch();
        }
        flushing = false;
        endWhenDrained();
    }

    private void writeBatch() {
        batchInFlight = true;
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
        long sent = batchBytes;
        batchBytes = 0;
        batchInFlight = false;
        if (closed || ended) {
            dropOutput();
        } else if (!batch.isSuccess()) {
            end();
        } else {
            if (sent(sent) && handler != null && !closing) {
                handler.onWritable();
            }
            flush();
        }
    }

    private boolean sent(long bytes) {
        boolean writableAgain = false;
        long left = bytes;
        for (OutputChunk chunk = firstOutput(); chunk != null && left > 0; chunk = firstOutput()) {
            int count = (int) Math.min(left, chunk.used() - chunk.sent());
            writableAgain |= outputSent(count);
            left -= count;
        }
        return writableAgain;
    }

    /** Chunks of a batch under way are Netty's still; its end brings us here again. */
    private void dropOutput() {
        if (!batchInFlight) {
            releaseOutput();
        }
    }

    // ---- control ----

    @Override
    public void pauseReading() {
        reading = false;
        if (!closing) {
            channel.config().setAutoRead(false);
        }
    }

    @Override
    public void resumeReading() {
        if (!reading && !closing) {
            reading = true;
            channel.config().setAutoRead(true);
            if (!input.isEmpty() && !redelivering) {
                redelivering = true;
                channel.eventLoop().execute(this::redeliver);
            }
        }
    }

    @Override
    public void close() {
        if (!closing) {
            closing = true;
            closeTimer = core().timers().schedule(core().clock().nowNs() + CLOSE_TIMEOUT_NS, this);
            endWhenDrained();
        }
    }

    private void endWhenDrained() {
        if (closing && !batchInFlight && firstOutput() == null) {
            end();
        }
    }

    /** Starts the closing handshakes of the layers below; the timer bounds them. */
    private void end() {
        if (!ended && !closed) {
            ended = true;
            if (!closing) {
                close();
            }
            dropOutput();
            channel.config().setAutoRead(true); // what still comes is dropped, but its end must be seen
            channel.close();
        }
    }

    @Override
    public void abort() {
        closing = true;
        ended = true;
        cancelCloseTimer();
        ChannelHandlerContext socket = channel.pipeline().firstContext();
        if (socket != null) {
            socket.close(); // past every handler that would be polite
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        closeTimer = Timers.NONE;
        abort();
    }

    private void cancelCloseTimer() {
        if (closeTimer != Timers.NONE) {
            core().timers().cancel(closeTimer);
            closeTimer = Timers.NONE;
        }
    }

    @Override
    public boolean isOpen() {
        return !closing;
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

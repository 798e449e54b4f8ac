package io.robustmq.transport.net;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.ChunkPool;
import io.robustmq.transport.memory.OutputChunk;
import io.robustmq.transport.memory.SharedBody;
import java.net.InetSocketAddress;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One peer's two byte streams. Output is claimed, written in place, and flushed once per cycle by
 * the core; an idle connection holds no output memory.
 *
 * <pre>{@code
 * int at = connection.claim(length);          // BACK_PRESSURED: drop or queue, onWritable() will come
 * if (at >= 0) encoder.encode(connection.output(), at, …);   // exactly length bytes
 * }</pre>
 */
@OwnedBy(Core.class)
public abstract class Connection {
    /** The output is at its bound; nothing was claimed. */
    public static final int BACK_PRESSURED = -1;

    /** Most bytes {@link #outputLimit(int)} and {@link #carryLimit(int)} may be set to. */
    public static final int LIMIT_BYTES_MAX = 1 << 30;

    /** An output limit below every claim: the connection is closing. */
    private static final int REFUSES_ALL = -1;

    /** Batches that fitted a quarter of the starting block before the next ones start smaller. */
    private static final int LIGHT_BATCHES = 32;

    /**
     * Output that answers may take beyond the limit: more than one read of small packets can ask
     * for.
     */
    public static final int REPLY_RESERVE_BYTES = 512 << 10;

    private final Core core;
    private final DirtyConnections dirtyConnections;
    private @Nullable OutputChunk head;
    private @Nullable OutputChunk tail;
    private int pendingBytes;

    /** Of the core's output memory, in blocks of this connection. */
    private int heldBytes;

    /** What of it the core's sum holds: brought up to date when a socket takes something. */
    private int toldPendingBytes;

    private int outputLimitBytes;
    private int carryLimitBytes;
    private boolean refused;
    private boolean dirty;

    /** A claim is for an answer: it may have memory when there is little left. */
    private boolean replying;

    /** Block class a batch starts with: what this connection's batches lately needed. */
    private byte startClass;

    private byte lightBatches;

    protected Connection(
            Core core,
            DirtyConnections dirtyConnections,
            int outputLimitBytes,
            int carryLimitBytes) {
        this.core = core;
        this.dirtyConnections = dirtyConnections;
        this.outputLimitBytes = outputLimitBytes;
        this.carryLimitBytes = carryLimitBytes;
    }

    public final Core core() {
        return core;
    }

    private ChunkPool chunks() {
        return core.chunks();
    }

    /**
     * Room for exactly {@code length} bytes in {@link #output()}; they count as written, so write
     * all of them now.
     *
     * @param length 1 to the largest block of {@link ChunkPool}; send longer bodies with {@link
     *     #sendBorrowed}
     * @return the offset in {@link #output()}, or {@link #BACK_PRESSURED}
     */
    public final int claim(int length) {
        OutputChunk chunk = tail;
        if (chunk == null
                || chunk.capacity() - chunk.used() < length
                || pendingBytes + length > outputLimitBytes) {
            chunk = grow(length);
            if (chunk == null) {
                refused = true;
                return BACK_PRESSURED;
            }
        }
        int at = chunk.used();
        chunk.used(at + length);
        pendingBytes += length;
        markDirty();
        return at;
    }

    /**
     * As {@link #claim}, for what answers bytes just read: it may go {@link #REPLY_RESERVE_BYTES}
     * beyond the limit, since the reader stops reading once the output is over it, until
     * onWritable.
     */
    public final int claimReply(int length) {
        int limit = outputLimitBytes;
        if (limit == REFUSES_ALL) {
            return BACK_PRESSURED;
        }
        outputLimitBytes = limit + REPLY_RESERVE_BYTES;
        replying = true;
        int at = claim(length);
        replying = false;
        outputLimitBytes = limit;
        refused |= pendingBytes > limit;
        return at;
    }

    /** The buffer of the last successful {@link #claim}; valid until the next one. */
    public final MutableDirectBuffer output() {
        OutputChunk chunk = tail;
        assert chunk != null : "output() without a claim";
        return chunk.buffer();
    }

    /**
     * Appends bytes that stay where they are until sent.
     *
     * @param length 0 or more; of 0 bytes nothing is appended, they are given back at once
     * @param onReleased runs on this core once they are no longer needed, sent or not
     * @return false when the output is at its bound; {@code onReleased} will not run
     */
    public final boolean sendBorrowed(UnsafeBuffer bytes, int length, Runnable onReleased) {
        boolean full = pendingBytes > 0 && pendingBytes + length > outputLimitBytes;
        if (full || outputLimitBytes == REFUSES_ALL) {
            refused = true;
            return false;
        }
        appendBorrowed(bytes, length, onReleased);
        return true;
    }

    /** A chunk without bytes would never count as sent. */
    private void appendBorrowed(UnsafeBuffer bytes, int length, Runnable onReleased) {
        if (length == 0) {
            onReleased.run();
            return;
        }
        append(chunks().borrow(bytes, length, onReleased));
        pendingBytes += length;
        markDirty();
    }

    /**
     * Appends pieces of a body from {@code fromPiece} on while the output takes them; each holds a
     * reference until sent.
     *
     * @return the first piece not taken, to go on with after onWritable; the body's piece count
     *     when all were
     */
    public final int sendBody(SharedBody body, int fromPiece) {
        for (int next = fromPiece; next < body.pieceCount(); next++) {
            body.retain();
            if (!sendBorrowed(body.piece(next), body.pieceLength(next), body.releaser())) {
                body.release();
                return next;
            }
        }
        return body.pieceCount();
    }

    /**
     * Appends a whole body behind a head just claimed and written. It may go beyond the limit: it
     * is borrowed, so it costs this connection no memory, and the next claim waits for it.
     */
    public final void appendBody(SharedBody body) {
        for (int i = 0; i < body.pieceCount(); i++) {
            body.retain();
            appendBorrowed(body.piece(i), body.pieceLength(i), body.releaser());
        }
    }

    private @Nullable OutputChunk grow(int length) {
        if (pendingBytes + length > outputLimitBytes) {
            return null;
        }
        int fitting = ChunkPool.classFor(length);
        boolean small = chunks().isScarce() || isBehindBody();
        int sizeClass = small ? fitting : Math.max(fitting, nextClass());
        if (tail != null
                && !replying
                && !chunks().mayHold(heldBytes + ChunkPool.CLASS_BYTES[sizeClass])) {
            return null; // who doesn't read must not take what the others need
        }
        OutputChunk chunk = chunks().take(sizeClass);
        if (chunk == null || chunk.capacity() < length) {
            if (chunk != null) {
                chunks().release(chunk);
            }
            return null;
        }
        append(chunk);
        if (chunk != head) {
            chunkFilled();
        }
        return chunk;
    }

    /** A head between two borrowed bodies needs a block of its own, however much follows. */
    private boolean isBehindBody() {
        OutputChunk last = tail;
        return last != null && last.pooledBytes() == 0;
    }

    /** A batch starts with what the last ones needed and climbs a class per block. */
    private int nextClass() {
        if (tail != null && startClass < ChunkPool.CLASS_BYTES.length - 1) {
            startClass++;
            lightBatches = 0;
        }
        return startClass;
    }

    /** The output is empty: a connection whose batches became small starts them smaller again. */
    private void batchEnded(int lastUsed) {
        if (startClass == 0 || lastUsed > ChunkPool.CLASS_BYTES[startClass] / 4) {
            lightBatches = 0;
        } else if (++lightBatches == LIGHT_BATCHES) {
            startClass--;
            lightBatches = 0;
        }
    }

    private void append(OutputChunk chunk) {
        if (tail == null) {
            head = chunk;
            chunks().holderCame();
        } else {
            tail.next(chunk);
        }
        tail = chunk;
        heldBytes += chunk.pooledBytes();
    }

    /** Bytes claimed and not yet taken by the socket. */
    public final int pendingBytes() {
        return pendingBytes;
    }

    /** Most bytes {@link #pendingBytes()} may reach before {@link #claim} refuses. */
    public final void outputLimit(int bytes) {
        if (outputLimitBytes != REFUSES_ALL) {
            this.outputLimitBytes = bytes;
        }
    }

    public final int outputLimit() {
        return outputLimitBytes;
    }

    /** Most unconsumed input the connection carries from one read to the next. */
    public final int carryLimit() {
        return carryLimitBytes;
    }

    public final void carryLimit(int bytes) {
        this.carryLimitBytes = bytes;
    }

    /** As if a claim had been refused: the handler hears onWritable once the output has drained. */
    public final void callWhenWritable() {
        refused = true;
    }

    // ---- for the implementations of this class ----

    /** The first chunk not wholly sent, or null when all is out. */
    protected final @Nullable OutputChunk firstOutput() {
        return head;
    }

    /**
     * The socket took {@code bytes} from {@link #firstOutput()} on, and perhaps from the chunks
     * after it.
     *
     * @return true when the handler must hear onWritable
     */
    protected final boolean outputSent(int bytes) {
        pendingBytes -= bytes;
        tellPending();
        for (int left = bytes; left > 0; ) {
            OutputChunk chunk = head;
            assert chunk != null : "more sent than there was";
            int taken = Math.min(left, chunk.used() - chunk.sent());
            chunk.sent(chunk.sent() + taken);
            left -= taken;
            if (chunk.sent() == chunk.used()) {
                head = chunk.next();
                heldBytes -= chunk.pooledBytes();
                if (head == null) {
                    tail = null;
                    chunks().holderLeft();
                    batchEnded(chunk.used());
                }
                chunks().release(chunk);
            }
        }
        if (refused && outputLimitBytes != REFUSES_ALL && pendingBytes <= outputLimitBytes / 2) {
            refused = false;
            return true;
        }
        return false;
    }

    /** No claim succeeds from here on, and none is answered by onWritable. */
    protected final void refuseOutput() {
        outputLimitBytes = REFUSES_ALL;
        refused = false;
    }

    /** A block is full and another follows: a socket that is free may start on it at once. */
    protected void chunkFilled() {}

    /** Puts the connection among those flushed at the end of this cycle. */
    protected final void markDirty() {
        if (!dirty) {
            dirty = true;
            dirtyConnections.add(this);
        }
    }

    /** Gives every chunk back: the connection is closed. */
    protected final void releaseOutput() {
        OutputChunk chunk = head;
        if (chunk != null) {
            chunks().holderLeft();
        }
        head = null;
        tail = null;
        pendingBytes = 0;
        heldBytes = 0;
        tellPending();
        while (chunk != null) {
            OutputChunk next = chunk.next();
            chunk.next(null);
            chunks().release(chunk);
            chunk = next;
        }
    }

    /**
     * Called by the core once per cycle for a dirty connection, from {@link
     * DirtyConnections#flushAll}.
     */
    protected abstract void flush();

    final void tellPending() {
        dirtyConnections.pendingChanged(pendingBytes - toldPendingBytes);
        toldPendingBytes = pendingBytes;
    }

    final void cleaned() {
        dirty = false;
    }

    // ---- control ----

    /**
     * Stops reading from the socket; what the kernel delivered already may still arrive.
     * Idempotent.
     */
    public abstract void pauseReading();

    public abstract void resumeReading();

    /** Flushes what is claimed, then closes. No handler call but onClosed follows. */
    public abstract void close();

    /** Drops what is claimed and closes at once. */
    public abstract void abort();

    public abstract boolean isOpen();

    public abstract InetSocketAddress remoteAddress();

    /** Subject of the client's verified certificate (RFC 2253), or null without one. */
    public abstract @Nullable String peerSubject();
}

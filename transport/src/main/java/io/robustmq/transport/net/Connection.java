package io.robustmq.transport.net;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.ChunkPool;
import io.robustmq.transport.memory.OutputChunk;
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

    /** Output that answers may take beyond the limit: more than one read of small packets can ask for. */
    public static final int REPLY_RESERVE_BYTES = 512 << 10;

    private final Core core;
    private final ChunkPool chunks;
    private final DirtyConnections dirtyConnections;
    private @Nullable OutputChunk head;
    private @Nullable OutputChunk tail;
    private int pendingBytes;
    private int outputLimitBytes;
    private int carryLimitBytes;
    private boolean refused;
    private boolean dirty;

    protected Connection(
            Core core,
            DirtyConnections dirtyConnections,
            int outputLimitBytes,
            int carryLimitBytes) {
        this.core = core;
        this.dirtyConnections = dirtyConnections;
        this.chunks = core.chunks();
        this.outputLimitBytes = outputLimitBytes;
        this.carryLimitBytes = carryLimitBytes;
    }

    public final Core core() {
        return core;
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
        if (!dirty) {
            dirty = true;
            dirtyConnections.add(this);
        }
        return at;
    }

    /**
     * As {@link #claim}, for what answers bytes just read: it may go {@link #REPLY_RESERVE_BYTES} beyond the limit, since the
     * reader stops reading once the output is over it.
     */
    public final int claimReply(int length) {
        int limit = outputLimitBytes;
        outputLimitBytes = limit + REPLY_RESERVE_BYTES;
        int at = claim(length);
        outputLimitBytes = limit;
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
     * @param onReleased runs on this core once they are no longer needed, sent or not
     * @return false when the output is at its bound; {@code onReleased} will not run
     */
    public final boolean sendBorrowed(UnsafeBuffer bytes, int length, Runnable onReleased) {
        if (pendingBytes > 0 && pendingBytes + length > outputLimitBytes) {
            refused = true;
            return false;
        }
        append(chunks.borrow(bytes, length, onReleased));
        pendingBytes += length;
        if (!dirty) {
            dirty = true;
            dirtyConnections.add(this);
        }
        return true;
    }

    private @Nullable OutputChunk grow(int length) {
        if (pendingBytes + length > outputLimitBytes) {
            return null;
        }
        OutputChunk last = tail;
        int wanted = ChunkPool.classFor(length);
        if (last != null) {
            wanted =
                    Math.max(
                            wanted,
                            Math.min(
                                    ChunkPool.classFor(last.capacity()) + 1,
                                    ChunkPool.CLASS_BYTES.length - 1));
        }
        OutputChunk chunk = chunks.take(wanted);
        if (chunk == null || chunk.capacity() < length) {
            if (chunk != null) {
                chunks.release(chunk);
            }
            return null;
        }
        append(chunk);
        return chunk;
    }

    private void append(OutputChunk chunk) {
        if (tail == null) {
            head = chunk;
        } else {
            tail.next(chunk);
        }
        tail = chunk;
    }

    /** Bytes claimed and not yet taken by the socket. */
    public final int pendingBytes() {
        return pendingBytes;
    }

    /** Most bytes {@link #pendingBytes()} may reach before {@link #claim} refuses. */
    public final void outputLimit(int bytes) {
        this.outputLimitBytes = bytes;
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

    // ---- for the implementations of this class ----

    /** The first chunk not wholly sent, or null when all is out. */
    protected final @Nullable OutputChunk firstOutput() {
        return head;
    }

    /**
     * The socket took {@code bytes} of {@link #firstOutput()}. @return true when the handler must
     * hear onWritable
     */
    protected final boolean outputSent(int bytes) {
        OutputChunk chunk = head;
        assert chunk != null;
        pendingBytes -= bytes;
        chunk.sent(chunk.sent() + bytes);
        if (chunk.sent() == chunk.used()) {
            head = chunk.next();
            if (head == null) {
                tail = null;
            }
            chunks.release(chunk);
        }
        if (refused && pendingBytes <= outputLimitBytes / 2) {
            refused = false;
            return true;
        }
        return false;
    }

    /** Gives every chunk back: the connection is closed. */
    protected final void releaseOutput() {
        OutputChunk chunk = head;
        head = null;
        tail = null;
        pendingBytes = 0;
        while (chunk != null) {
            OutputChunk next = chunk.next();
            chunk.next(null);
            chunks.release(chunk);
            chunk = next;
        }
    }

    /**
     * Called by the core once per cycle for a dirty connection, from {@link
     * DirtyConnections#flushAll}.
     */
    protected abstract void flush();

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

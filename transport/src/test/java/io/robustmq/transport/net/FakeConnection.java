package io.robustmq.transport.net;

import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.memory.OutputChunk;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose peer is the test: bytes go in by {@link #receive}, come out of {@link #sent}.
 */
public final class FakeConnection extends Connection {
    public static final InetSocketAddress PEER =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private @Nullable ConnectionHandler handler;
    private byte[] carried = {};
    private boolean open = true;
    private boolean closing;
    private boolean reading = true;
    private boolean stuck;
    private boolean aborted;
    private @Nullable String peerSubject;

    public FakeConnection(
            FakeCore core, DirtyConnections dirty, int outputLimitBytes, int carryLimitBytes) {
        super(core, dirty, outputLimitBytes, carryLimitBytes);
    }

    public void handler(ConnectionHandler newHandler) {
        handler = newHandler;
    }

    /** The peer's certificate is for this. */
    public void peerSubject(String subject) {
        peerSubject = subject;
    }

    public boolean isAborted() {
        return aborted;
    }

    /** Bytes from the peer, in one read. */
    public void receive(byte[] bytes) {
        byte[] all = Arrays.copyOf(carried, carried.length + bytes.length);
        System.arraycopy(bytes, 0, all, carried.length, bytes.length);
        carried = new byte[0]; // it is being handled: reading may stop and go on meanwhile
        int consumed = handler().onBytes(new UnsafeBuffer(all), 0, all.length);
        carried = Arrays.copyOfRange(all, consumed, all.length);
        if (open && reading && carried.length > carryLimit()) {
            throw new AssertionError("carries " + carried.length + " bytes");
        }
    }

    /** What the peer has got since the last call. */
    public byte[] sent() {
        byte[] bytes = sent.toByteArray();
        sent.reset();
        return bytes;
    }

    /** The peer stops or begins to read. */
    public void stuck(boolean isStuck) {
        stuck = isStuck;
        if (!isStuck) {
            flush();
        }
    }

    public boolean isReading() {
        return reading;
    }

    public int carriedBytes() {
        return carried.length;
    }

    /** The peer went away. */
    public void cut() {
        if (open) {
            open = false;
            releaseOutput();
            handler().onClosed();
        }
    }

    private ConnectionHandler handler() {
        ConnectionHandler mine = handler;
        if (mine == null) {
            throw new AssertionError("not accepted");
        }
        return mine;
    }

    @Override
    protected void flush() {
        boolean writable = false;
        for (OutputChunk chunk = firstOutput(); chunk != null && !stuck; chunk = firstOutput()) {
            byte[] bytes = new byte[chunk.used() - chunk.sent()];
            chunk.buffer().getBytes(chunk.sent(), bytes);
            sent.writeBytes(bytes);
            writable |= outputSent(bytes.length);
        }
        if (closing && firstOutput() == null) {
            cut();
        } else if (writable) {
            handler().onWritable();
        }
    }

    @Override
    public void pauseReading() {
        reading = false;
    }

    @Override
    public void resumeReading() {
        boolean was = reading;
        reading = true;
        if (!was && carried.length > 0) {
            receive(new byte[0]);
        }
    }

    @Override
    public void close() {
        closing = true;
        if (firstOutput() == null) {
            cut();
        }
    }

    @Override
    public void abort() {
        aborted = true;
        cut();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return PEER;
    }

    @Override
    public @Nullable String peerSubject() {
        return peerSubject;
    }
}

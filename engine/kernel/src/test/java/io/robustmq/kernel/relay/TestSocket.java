package io.robustmq.kernel.relay;

import io.robustmq.transport.memory.OutputChunk;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import io.robustmq.transport.net.DirtyConnections;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** A socket whose peer is the test. */
final class TestSocket extends Connection {
    static final InetSocketAddress PEER =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);

    /** The peer takes nothing while this is set. */
    boolean stuck;

    boolean aborted;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private @Nullable ConnectionHandler handler;
    private byte[] carried = {};
    private boolean open = true;
    private boolean closing;
    private boolean reading = true;

    TestSocket(StillCore core, DirtyConnections dirty, int outputLimitBytes) {
        super(core, dirty, outputLimitBytes, 16 << 10);
    }

    void handler(ConnectionHandler newHandler) {
        handler = newHandler;
    }

    void receive(byte[] bytes) {
        byte[] all = Arrays.copyOf(carried, carried.length + bytes.length);
        System.arraycopy(bytes, 0, all, carried.length, bytes.length);
        carried = all;
        offer();
    }

    private void offer() {
        byte[] all = carried;
        carried = new byte[0];
        int consumed = handler().onBytes(new UnsafeBuffer(all), 0, all.length);
        carried = Arrays.copyOfRange(all, consumed, all.length);
    }

    int carriedBytes() {
        return carried.length;
    }

    boolean isReading() {
        return reading;
    }

    byte[] sent() {
        return sent.toByteArray();
    }

    void unstick() {
        stuck = false;
        flush();
    }

    void cut() {
        if (open) {
            open = false;
            releaseOutput();
            handler().onClosed();
        }
    }

    private ConnectionHandler handler() {
        return Objects.requireNonNull(handler);
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
        reading = true;
        if (carried.length > 0) {
            offer();
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
        return "CN=peer";
    }
}

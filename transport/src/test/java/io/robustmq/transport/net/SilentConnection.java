package io.robustmq.transport.net;

import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.memory.OutputChunk;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection without a peer: its output is what the base class made of it. */
final class SilentConnection extends Connection {
    static final int OUTPUT_LIMIT_BYTES = 100;

    SilentConnection(FakeCore core, DirtyConnections dirty) {
        super(core, dirty, OUTPUT_LIMIT_BYTES, 0);
    }

    /** Chunks not wholly sent. */
    int chunks() {
        int count = 0;
        for (OutputChunk chunk = firstOutput(); chunk != null; chunk = chunk.next()) {
            count++;
        }
        return count;
    }

    /** As if the socket had taken all of it. */
    void sendAll() {
        outputSent(pendingBytes());
    }

    @Override
    protected void flush() {}

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void close() {}

    @Override
    public void abort() {
        releaseOutput();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved("nobody", 1);
    }

    @Override
    public @Nullable String peerSubject() {
        return null;
    }
}

package io.robustmq.transport.net;

import io.robustmq.transport.core.Core;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection whose socket takes all at once and costs nothing. */
final class DrainedConnection extends Connection {
    private static final int OUTPUT_LIMIT_BYTES = 1 << 20;

    DrainedConnection(Core core, DirtyConnections dirty) {
        super(core, dirty, OUTPUT_LIMIT_BYTES, 0);
    }

    @Override
    protected void flush() {
        outputSent(pendingBytes());
    }

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void close() {}

    @Override
    public void abort() {}

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

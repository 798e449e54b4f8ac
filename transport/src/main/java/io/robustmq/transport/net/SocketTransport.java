package io.robustmq.transport.net;

import io.robustmq.transport.core.Core;
import java.io.IOException;

/** Opens the sockets of one core. All methods are for the core's own thread. */
public interface SocketTransport {
    /**
     * @throws IOException the address is taken or not ours; the message names it
     */
    Core.Listener listen(Endpoint endpoint, Acceptor acceptor) throws IOException;

    void connect(Endpoint endpoint, Acceptor acceptor, Core.ConnectFailure onFailure);

    /**
     * The core is about to wait for I/O.
     *
     * @param waitNs the longest, at least 1
     * @return what the loop is to be told: {@code waitNs}, or 0 (no limit) when this transport ends
     *     the wait itself
     */
    long beforeWait(long waitNs, long nowNs);

    /** Once per cycle, right after all I/O events were handled. */
    default void afterPoll() {}

    /** Closes every listener and aborts every connection; returns at once. */
    void shutdown();

    /** Sockets that the kernel still works on; 0 some cycles after {@link #shutdown}. */
    int openSockets();
}

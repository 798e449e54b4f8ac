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

    /** Once per cycle, right after all I/O events were handled. */
    default void afterPoll() {}

    /** Closes every listener and aborts every connection; returns at once. */
    void shutdown();

    /** Sockets that the kernel still works on; 0 some cycles after {@link #shutdown}. */
    int openSockets();
}

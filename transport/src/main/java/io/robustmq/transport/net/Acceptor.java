package io.robustmq.transport.net;

import org.jspecify.annotations.Nullable;

/**
 * Decides what a new connection's bytes mean. One per listener and core, called on the core's
 * thread.
 */
public interface Acceptor {
    /**
     * @return the handler of this connection; null refuses it, and it is closed at once
     */
    @Nullable ConnectionHandler onConnected(Connection connection);
}

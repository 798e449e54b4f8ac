package io.robustmq.transport.net.channel;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/** Connections of one core that are not open yet, in a TLS or WebSocket handshake. */
@OwnedBy(Core.class)
final class Handshakes {
    /**
     * Accepted sockets beyond these are closed at once; each holds at most a record or a request
     * head.
     */
    static final int MAX = 8192;

    private int count;

    void began() {
        count++;
    }

    void ended() {
        count--;
    }

    boolean isFull() {
        return count >= MAX;
    }
}

package io.robustmq.transport.net.channel;

/** Status codes of a Close frame, RFC 6455 §7.4. */
final class WebSocketStatus {
    static final int NORMAL = 1000;
    static final int PROTOCOL_ERROR = 1002;
    static final int UNSUPPORTED_DATA = 1003;
    static final int INVALID_PAYLOAD = 1007;
    static final int TOO_BIG = 1009;

    private WebSocketStatus() {}

    /**
     * Codes a peer may send: those defined for the wire by the RFC and its registry, then
     * libraries' and private ones.
     */
    static boolean maySend(int code) {
        return (code >= 1000 && code <= 1003)
                || (code >= 1007 && code <= 1014)
                || (code >= 3000 && code <= 4999);
    }
}

package io.robustmq.transport.net.channel;

/** What a layer of the pipeline tells the connection above it about its stream. */
enum StreamEnd {
    /** The peer's Close frame came, or it broke RFC 6455; our Close frame is on its way. */
    WEB_SOCKET_CLOSED
}

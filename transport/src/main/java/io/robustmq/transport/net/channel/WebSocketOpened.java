package io.robustmq.transport.net.channel;

/** Fired through the pipeline once the WebSocket handshake is done and frames may follow. */
enum WebSocketOpened {
    EVENT
}

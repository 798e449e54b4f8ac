package io.robustmq.transport.net;

/**
 * The WebSocket handshake of RFC 6455 as an endpoint wants it.
 *
 * @param path of the request, {@code /mqtt}
 * @param subprotocol the one offered and required, {@code mqtt} [MQTT-6.0.0-3]
 * @param maxFrameBytes a longer frame payload closes with 1009
 */
public record WebSocketOptions(String path, String subprotocol, int maxFrameBytes) {}

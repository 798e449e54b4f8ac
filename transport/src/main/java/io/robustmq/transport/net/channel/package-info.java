/**
 * Connections over stock Netty channels: TLS, WebSocket and plain NIO. Slower and heavier than raw
 * sockets, and the only place where a {@code ByteBuf} or a pipeline appears.
 */
@NullMarked
package io.robustmq.transport.net.channel;

import org.jspecify.annotations.NullMarked;

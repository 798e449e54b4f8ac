/** MQTT over WebSocket (RFC 6455). */
@NullMarked
package io.robustmq.conformance.websocket;

import org.jspecify.annotations.NullMarked;

/** MQTT on one connection: framing, the CONNECT exchange, then the client's packets. */
@NullMarked
package io.robustmq.mqtt.connection;

import org.jspecify.annotations.NullMarked;

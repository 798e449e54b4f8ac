/**
 * Bytes to packets: one reusable flyweight per packet type, owned by one thread. What a decoder
 * shows are offsets into the wrapped buffer, valid as long as those bytes are.
 */
@NullMarked
package io.robustmq.codec.mqtt.decode;

import org.jspecify.annotations.NullMarked;

/**
 * MQTT 3.1, 3.1.1 and 5.0 on the wire: the words of the protocol and its data types (MQTT 5 §1.5,
 * §2, §4.7). Decoders live in {@code decode}, encoders in {@code encode}.
 */
@NullMarked
package io.robustmq.codec.mqtt;

import org.jspecify.annotations.NullMarked;

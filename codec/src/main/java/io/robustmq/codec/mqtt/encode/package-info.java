/**
 * Packets to bytes: {@code length(…)} says how many bytes, {@code encode(…)} writes exactly those.
 */
@NullMarked
package io.robustmq.codec.mqtt.encode;

import org.jspecify.annotations.NullMarked;

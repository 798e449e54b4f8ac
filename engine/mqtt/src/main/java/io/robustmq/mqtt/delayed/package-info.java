/** Messages that wait: {@code $delayed/SECONDS/TOPIC}. */
@NullMarked
package io.robustmq.mqtt.delayed;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.robustmq.codec.mqtt.decode;

import org.jspecify.annotations.NullMarked;

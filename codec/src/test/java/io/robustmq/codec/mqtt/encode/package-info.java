@NullMarked
package io.robustmq.codec.mqtt.encode;

import org.jspecify.annotations.NullMarked;

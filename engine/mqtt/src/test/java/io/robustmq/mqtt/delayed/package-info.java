@NullMarked
package io.robustmq.mqtt.delayed;

import org.jspecify.annotations.NullMarked;

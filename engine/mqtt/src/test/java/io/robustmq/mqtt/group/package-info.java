@NullMarked
package io.robustmq.mqtt.group;

import org.jspecify.annotations.NullMarked;

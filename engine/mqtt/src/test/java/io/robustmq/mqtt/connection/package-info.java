@NullMarked
package io.robustmq.mqtt.connection;

import org.jspecify.annotations.NullMarked;

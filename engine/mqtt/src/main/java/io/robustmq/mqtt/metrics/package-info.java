/** What MQTT counts, per core. */
@NullMarked
package io.robustmq.mqtt.metrics;

import org.jspecify.annotations.NullMarked;

/** MQTT 3.1, 3.1.1 and 5.0: what their packets mean, in the kernel's terms. */
@NullMarked
package io.robustmq.mqtt;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.robustmq.mqtt.session;

import org.jspecify.annotations.NullMarked;

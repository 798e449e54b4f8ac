/** A message's way from the client that sent it to the sessions that want it. */
@NullMarked
package io.robustmq.mqtt.publish;

import org.jspecify.annotations.NullMarked;

/**
 * An MQTT client's self: subscriptions, windows in both directions, what waits while it is away.
 */
@NullMarked
package io.robustmq.mqtt.session;

import org.jspecify.annotations.NullMarked;

/** What SUBSCRIBE and UNSUBSCRIBE change: plain, shared and exclusive subscriptions. */
@NullMarked
package io.robustmq.mqtt.subscribe;

import org.jspecify.annotations.NullMarked;

/**
 * Groups in which the broker says who reads what, one member at a time (KIP-848): the protocol of
 * ConsumerGroupHeartbeat.
 */
@NullMarked
package io.robustmq.kafka.group.consumer;

import org.jspecify.annotations.NullMarked;

/**
 * Topics that are MQTT's, too: messages become records, records become messages, in terms of the
 * kernel.
 */
@NullMarked
package io.robustmq.kafka.mapping;

import org.jspecify.annotations.NullMarked;

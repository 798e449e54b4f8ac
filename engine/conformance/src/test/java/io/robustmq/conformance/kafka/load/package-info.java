/** Programs that scripts run against a broker: much of something, with Kafka's own clients. */
@NullMarked
package io.robustmq.conformance.kafka.load;

import org.jspecify.annotations.NullMarked;

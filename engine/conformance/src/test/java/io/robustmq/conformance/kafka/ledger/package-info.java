/**
 * A ledger of what Kafka's own producers and consumers did while the broker was treated badly, kept
 * outside of its data, and what it comes to. {@code scripts/faults/kafka-*.sh} run it, a JVM of its
 * own with kafka-clients alone; so nothing else is used here.
 */
@NullMarked
package io.robustmq.conformance.kafka.ledger;

import org.jspecify.annotations.NullMarked;

/** Connections of Kafka clients: requests cut from bytes, each to who answers it. */
@NullMarked
package io.robustmq.kafka.connection;

import org.jspecify.annotations.NullMarked;

/**
 * Requests and responses that are no data path, by the message classes that Kafka's own client is
 * built with. This package reads and writes them; only handlers of such requests import them too.
 */
@NullMarked
package io.robustmq.codec.kafka.control;

import org.jspecify.annotations.NullMarked;

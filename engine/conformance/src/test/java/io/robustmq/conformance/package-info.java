/** What MQTT's specifications and users ask of the broker, from outside it. */
@NullMarked
package io.robustmq.conformance;

import org.jspecify.annotations.NullMarked;

/**
 * MQTT bytes over a blocking socket: what a test sends and what it must get, with nothing of the
 * broker's own code.
 */
@NullMarked
package io.robustmq.conformance.wire;

import org.jspecify.annotations.NullMarked;

/** What outlives a connection: queued messages, redelivery. */
@NullMarked
package io.robustmq.conformance.session;

import org.jspecify.annotations.NullMarked;

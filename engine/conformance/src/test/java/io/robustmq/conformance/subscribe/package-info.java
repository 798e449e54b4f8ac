/** SUBSCRIBE and UNSUBSCRIBE: filters, options, shared and special subscriptions. */
@NullMarked
package io.robustmq.conformance.subscribe;

import org.jspecify.annotations.NullMarked;

/** Quotas: how many bytes a second users and client ids may produce and fetch. */
@NullMarked
package io.robustmq.kafka.quota;

import org.jspecify.annotations.NullMarked;

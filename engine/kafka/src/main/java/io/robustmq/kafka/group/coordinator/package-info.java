/** Who answers for the groups that are at home on one core, and keeps them over restarts. */
@NullMarked
package io.robustmq.kafka.group.coordinator;

import org.jspecify.annotations.NullMarked;

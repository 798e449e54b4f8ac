/** How far a group has read: its committed offsets. */
@NullMarked
package io.robustmq.kafka.group.offset;

import org.jspecify.annotations.NullMarked;

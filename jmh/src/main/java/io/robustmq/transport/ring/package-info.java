/** What a message between cores costs. */
@NullMarked
package io.robustmq.transport.ring;

import org.jspecify.annotations.NullMarked;

/**
 * Messages between cores: two bounded rings per ordered pair. <i>Requests</i> may be refused;
 * <i>replies</i> always find room, because the asker reserved it before asking. Replies are drained
 * first, so that two cores with full request rings can't lock each other.
 */
@NullMarked
package io.robustmq.transport.ring;

import org.jspecify.annotations.NullMarked;

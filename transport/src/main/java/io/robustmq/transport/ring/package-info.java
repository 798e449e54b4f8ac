/**
 * Messages between cores: one bounded ring per ordered pair. A full ring refuses; reading one waits
 * for nothing, so two full rings can't lock each other.
 */
@NullMarked
package io.robustmq.transport.ring;

import org.jspecify.annotations.NullMarked;

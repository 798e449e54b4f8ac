/**
 * What the journal's frames come to: tables of keys and values, brought up behind the journal and
 * made durable now and then, so that old frames may go.
 */
@NullMarked
package io.robustmq.storage.state;

import org.jspecify.annotations.NullMarked;

/**
 * What groups of consumers have in common: their name and home, their committed offsets, the events
 * by which all of it is kept. {@code classic} and {@code consumer} are the two kinds, {@code
 * coordinator} is who answers for them.
 */
@NullMarked
package io.robustmq.kafka.group;

import org.jspecify.annotations.NullMarked;

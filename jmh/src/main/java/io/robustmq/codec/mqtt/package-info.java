/** What reading and writing packets costs. */
@NullMarked
package io.robustmq.codec.mqtt;

import org.jspecify.annotations.NullMarked;

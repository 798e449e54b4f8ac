@NullMarked
package io.robustmq.kafka.connection;

import org.jspecify.annotations.NullMarked;

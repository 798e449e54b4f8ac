@NullMarked
package io.robustmq.loadgen.kafka;

import org.jspecify.annotations.NullMarked;

/** What comes before the load: the versions, who we are, the topic, where its partitions are. */
@NullMarked
package io.robustmq.loadgen.kafka.control;

import org.jspecify.annotations.NullMarked;

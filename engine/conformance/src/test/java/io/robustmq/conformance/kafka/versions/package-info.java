/** What clients of other versions than the one on the class path do, each in a JVM of its own. */
@NullMarked
package io.robustmq.conformance.kafka.versions;

import org.jspecify.annotations.NullMarked;

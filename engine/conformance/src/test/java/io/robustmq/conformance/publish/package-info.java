/** PUBLISH and its acknowledgements, in both directions. */
@NullMarked
package io.robustmq.conformance.publish;

import org.jspecify.annotations.NullMarked;

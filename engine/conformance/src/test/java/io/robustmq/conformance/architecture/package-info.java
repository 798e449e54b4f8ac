/** The arrows between the modules, as rules. */
@NullMarked
package io.robustmq.conformance.architecture;

import org.jspecify.annotations.NullMarked;

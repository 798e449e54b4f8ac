/** The arrows between the modules, as rules, with a planted counter-example for each. */
@NullMarked
package io.robustmq.conformance.architecture;

import org.jspecify.annotations.NullMarked;

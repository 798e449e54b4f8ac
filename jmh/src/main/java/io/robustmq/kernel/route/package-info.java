/** What matching costs. */
@NullMarked
package io.robustmq.kernel.route;

import org.jspecify.annotations.NullMarked;

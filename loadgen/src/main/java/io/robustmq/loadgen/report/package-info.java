/** What a run is told to reach, what it came to, and how both are printed. */
@NullMarked
package io.robustmq.loadgen.report;

import org.jspecify.annotations.NullMarked;

/** The command line: options to workloads, outcomes to reports. */
@NullMarked
package io.robustmq.loadgen.cli;

import org.jspecify.annotations.NullMarked;

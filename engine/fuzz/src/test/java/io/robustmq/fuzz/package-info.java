/** Entry points of the fuzzer: arbitrary bytes where peers' bytes come in. */
@NullMarked
package io.robustmq.fuzz;

import org.jspecify.annotations.NullMarked;

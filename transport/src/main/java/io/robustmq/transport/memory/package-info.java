/** Memory of one core: output chunks, slabs for large bodies, and the sum they must fit. */
@NullMarked
package io.robustmq.transport.memory;

import org.jspecify.annotations.NullMarked;

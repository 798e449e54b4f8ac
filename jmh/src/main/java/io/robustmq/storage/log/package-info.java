/** What taking and giving record batches costs. */
@NullMarked
package io.robustmq.storage.log;

import org.jspecify.annotations.NullMarked;

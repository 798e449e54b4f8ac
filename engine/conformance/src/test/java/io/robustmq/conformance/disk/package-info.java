/** What clients see of a disk that is full, damaged or failed, through sockets. */
@NullMarked
package io.robustmq.conformance.disk;

import org.jspecify.annotations.NullMarked;

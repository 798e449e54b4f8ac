/** The broker as one process: what starts and stops, in which order, and what it tells. */
@NullMarked
package io.robustmq.server;

import org.jspecify.annotations.NullMarked;

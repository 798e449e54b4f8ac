/**
 * Servers that do next to nothing: the ceilings and the floor to hold a broker's figures against.
 */
@NullMarked
package io.robustmq.loadgen.server;

import org.jspecify.annotations.NullMarked;

/**
 * The load rig, knowing no protocol: who sends when, what arrived, how long it took. One lane per
 * core; a driver puts the protocol's bytes around it.
 */
@NullMarked
package io.robustmq.loadgen.rig;

import org.jspecify.annotations.NullMarked;

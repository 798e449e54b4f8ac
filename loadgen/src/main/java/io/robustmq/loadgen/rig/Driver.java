package io.robustmq.loadgen.rig;

import io.robustmq.transport.core.Core;

/** A protocol's side of the rig. */
public interface Driver {
    /**
     * Starts to open the station's connection; on the core's thread. {@link Station#opened} or
     * {@link Station#failed} follows, and before the former {@link Publisher#attach} where the
     * station publishes.
     */
    void open(Core core, Station station);
}

package io.robustmq.kernel.cores;

import io.robustmq.kernel.cores.concurrent.LargeBodies;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.ring.CoreRings;

/** What the cores of a node share to talk to each other; made before they start. */
public final class NodeLinks {
    private final CoreRings rings;
    private final LargeBodies[][] largeBodies;

    public NodeLinks(CoreRings rings) {
        this.rings = rings;
        int cores = rings.cores();
        this.largeBodies = new LargeBodies[cores][cores];
        for (int from = 0; from < cores; from++) {
            for (int to = 0; to < cores; to++) {
                largeBodies[from][to] = new LargeBodies();
            }
        }
    }

    /**
     * One core's links, to be made once and used on its thread.
     *
     * @param errors hears of messages that could not be dealt with
     */
    public CoreLinks of(int core, CoreErrors errors) {
        return new CoreLinks(core, rings, largeBodies, errors);
    }
}

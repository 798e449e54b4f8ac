package io.robustmq.kernel.cores;

import io.robustmq.kernel.cores.concurrent.LargeBodies;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.core.CounterCells;
import io.robustmq.transport.ring.CoreRings;
import java.util.ArrayList;
import java.util.List;

/** What the cores of a node share to talk to each other; made before they start. */
public final class NodeLinks {
    private final CoreRings rings;
    private final LargeBodies[][] largeBodies;
    private final List<CounterCells<LinkCell>> cells = new ArrayList<>();

    /**
     * @param largeBodyBytes most that bodies too long for a ring may take on their way from one
     *     core to another
     */
    public NodeLinks(CoreRings rings, long largeBodyBytes) {
        this.rings = rings;
        int cores = rings.cores();
        this.largeBodies = new LargeBodies[cores][cores];
        for (int from = 0; from < cores; from++) {
            cells.add(new CounterCells<>(LinkCell.class));
            for (int to = 0; to < cores; to++) {
                largeBodies[from][to] = new LargeBodies(largeBodyBytes);
            }
        }
    }

    /**
     * One core's links, to be made once and used on its thread.
     *
     * @param errors hears of messages that could not be dealt with
     */
    public CoreLinks of(int core, CoreErrors errors) {
        return new CoreLinks(core, rings, largeBodies, cells.get(core), errors);
    }

    public int cores() {
        return rings.cores();
    }

    /** What a core counts; any thread may read. */
    public CounterCells<LinkCell> cells(int core) {
        return cells.get(core);
    }

    /** Any thread: bytes in the ring between two cores that have not been read. */
    public int ringBytes(int from, int to) {
        return rings.requestBytesPending(from, to);
    }
}

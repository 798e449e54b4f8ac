package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where each core's streams stood at the end of its steps: nowhere else may a recovery end. */
final class Steps {
    private final int cores;
    private final List<Set<List<Long>>> ends = new ArrayList<>();

    /**
     * @param start where the streams of all shards begin; shard s is core s % cores's
     */
    Steps(int cores, long[] start) {
        this.cores = cores;
        for (int core = 0; core < cores; core++) {
            ends.add(new HashSet<>());
            ended(core, start);
        }
    }

    private List<Long> of(int core, long[] streamEnds) {
        List<Long> own = new ArrayList<>();
        for (int shard = core; shard < streamEnds.length; shard += cores) {
            own.add(streamEnds[shard]);
        }
        return own;
    }

    /** The core handed over what it had appended. */
    void ended(int core, long[] streamEnds) {
        ends.get(core).add(of(core, streamEnds));
    }

    /** Looks at what a recovery found, and goes on from there. */
    void recovered(long[] streamEnds) {
        for (int core = 0; core < cores; core++) {
            List<Long> found = of(core, streamEnds);
            assertThat(ends.get(core).contains(found))
                    .as("a step of core %d ends at %s", core, found)
                    .isTrue();
            ends.get(core).clear();
            ends.get(core).add(found);
        }
    }
}

package io.robustmq.loadgen.rig;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which connections a run has, what each hears, and on which lane it lives: a pair stays together,
 * the members of a group stay together, the rest takes turns.
 */
final class StationPlan {
    /** A server that sends by itself is publisher 0 of run 0. */
    private static final int FED_RUN = 0;

    private final Workload workload;
    private final int run;
    private final Progress progress;
    private SharedArrivals.@Nullable Group group;

    StationPlan(Workload workload, int run, Progress progress) {
        this.workload = workload;
        this.run = workload.isFed() ? FED_RUN : run;
        this.progress = progress;
    }

    List<Lane> lanes(int count) {
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lanes.add(new Lane(i, progress));
        }
        for (int i = 0; i < workload.subscribers(); i++) {
            Lane lane = lanes.get(workload.shared() ? 0 : i % count);
            Publisher same = workload.oneConnection() ? publisher(i) : null;
            lane.add(new Station(lane, i, same, arrivals(lane, i)));
        }
        for (int i = 0; i < workload.publishers() && !workload.oneConnection(); i++) {
            Lane lane = lanes.get(i % count);
            lane.add(new Station(lane, i, publisher(i), null));
        }
        return lanes;
    }

    private Publisher publisher(int number) {
        return new Publisher(run, number, workload.limitOf(number));
    }

    private Arrivals arrivals(Lane lane, int subscriber) {
        boolean all = workload.shape() == Workload.Shape.ALL;
        boolean sameForAll = workload.isFed() && !workload.isStored();
        int first = all || sameForAll ? 0 : subscriber;
        int count = all && !workload.isFed() ? workload.publishers() : 1;
        Latencies latencies = workload.timed() ? lane.endToEnd() : null;
        Arrivals arrivals =
                workload.shared()
                        ? new SharedArrivals(
                                group(), workload.payloadBytes(), lane.tally(), latencies)
                        : new OrderedArrivals(
                                run,
                                first,
                                count,
                                workload.payloadBytes(),
                                lane.tally(),
                                latencies);
        for (int publisher = first; publisher < first + count; publisher++) {
            lane.hears(arrivals, publisher);
        }
        return arrivals;
    }

    private SharedArrivals.Group group() {
        SharedArrivals.Group made = group;
        if (made == null) {
            made = new SharedArrivals.Group(run, workload.publishers());
            group = made;
        }
        return made;
    }
}

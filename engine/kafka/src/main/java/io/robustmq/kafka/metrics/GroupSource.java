package io.robustmq.kafka.metrics;

import java.util.List;

/** Where samples of groups come from, a few at a time. Owned by the core. */
public interface GroupSource {
    /** Begins anew with all groups that there are. */
    void begin();

    /** Looks at some more of them. @return true when all were looked at */
    boolean step();

    /** Those looked at, at most {@link Sampler#GROUPS_MAX}. */
    List<GroupSample> samples();

    /** Groups beyond the bound. */
    int groupsLeftOut();

    /** Committed offsets of the groups shown beyond {@link Sampler#OFFSETS_MAX}. */
    int offsetsLeftOut();
}

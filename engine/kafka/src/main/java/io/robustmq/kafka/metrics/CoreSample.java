package io.robustmq.kafka.metrics;

import java.util.Arrays;
import java.util.List;

/**
 * What there is of Kafka on one core, as its {@link Sampler} saw it last; nothing of it changes.
 *
 * @param logIds of all partitions that live there, rising
 * @param endOffsets record offset behind the last readable record of each
 * @param topics those that were made first, with {@link Sampler#PARTITIONS_MAX} partitions together
 * @param topicsLeftOut the others
 * @param groups those that came first, {@link Sampler#GROUPS_MAX} of them
 * @param groupsLeftOut the others
 * @param offsetsLeftOut committed offsets of the groups shown that are beyond {@link
 *     Sampler#OFFSETS_MAX}
 */
public record CoreSample(
        long[] logIds,
        long[] endOffsets,
        List<TopicSample> topics,
        int topicsLeftOut,
        List<GroupSample> groups,
        int groupsLeftOut,
        int offsetsLeftOut) {
    /** Of a core that has nothing, or has not looked yet. */
    public static final CoreSample EMPTY =
            new CoreSample(new long[0], new long[0], List.of(), 0, List.of(), 0, 0);

    /** {@link #endOf} of a partition that does not live there, or that is too new. */
    public static final long UNKNOWN = -1;

    /** Record offset behind the last readable record, or {@link #UNKNOWN}. */
    public long endOf(long logId) {
        int at = Arrays.binarySearch(logIds, logId);
        return at < 0 ? UNKNOWN : endOffsets[at];
    }
}

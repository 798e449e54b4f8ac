package io.robustmq.kafka.group.coordinator;

import io.robustmq.kafka.group.Group;
import io.robustmq.kafka.group.offset.CommittedOffset;
import io.robustmq.kafka.metrics.GroupSample;
import io.robustmq.kafka.metrics.GroupSource;
import io.robustmq.kafka.metrics.Sampler;
import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.Topics;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What there is to tell of the groups at home on a core, within the bounds of metrics. */
@OwnedBy(Core.class)
final class GroupSampler implements GroupSource {
    static final int GROUPS_PER_STEP = 64;

    private final Groups groups;
    private final Topics topics;
    private final Shards shards;
    private final ArrayDeque<String> left = new ArrayDeque<>();
    private List<GroupSample> samples = List.of();
    private int groupsLeftOut;
    private int offsetsShown;
    private int offsetsLeftOut;

    GroupSampler(Groups groups, Topics topics, Shards shards) {
        this.groups = groups;
        this.topics = topics;
        this.shards = shards;
    }

    @Override
    public void begin() {
        left.clear();
        int shown = Math.min(groups.all().size(), Sampler.GROUPS_MAX);
        for (Iterator<Group> all = groups.all().iterator(); left.size() < shown; ) {
            left.add(all.next().id());
        }
        groupsLeftOut = groups.all().size() - shown;
        samples = shown == 0 ? List.of() : new ArrayList<>(shown);
        offsetsShown = 0;
        offsetsLeftOut = 0;
    }

    @Override
    public boolean step() {
        for (int i = 0; i < GROUPS_PER_STEP && !left.isEmpty(); i++) {
            Group group = groups.get(left.remove());
            if (group != null) {
                samples.add(sample(group));
            }
        }
        return left.isEmpty();
    }

    private GroupSample sample(Group group) {
        return new GroupSample(
                group.id(), group.type(), group.state(), group.memberCount(), offsetsOf(group));
    }

    private List<GroupSample.Committed> offsetsOf(Group group) {
        int room = Sampler.OFFSETS_MAX - offsetsShown;
        int count = group.offsets().count();
        if (count > room) { // all of a group's or none
            offsetsLeftOut += count;
            return List.of();
        }
        offsetsShown += count;
        List<GroupSample.Committed> offsets = new ArrayList<>(count);
        group.offsets().forEach((topic, partition, offset) -> add(offsets, partition, offset));
        return offsets;
    }

    private void add(List<GroupSample.Committed> to, int partition, CommittedOffset offset) {
        Topic topic = topics.byId(offset.topicIdHigh(), offset.topicIdLow());
        if (topic != null && partition < topic.partitions()) {
            to.add(
                    new GroupSample.Committed(
                            topic.name(),
                            partition,
                            shards.coreOf(topic.shardOf(shards, partition)),
                            topic.logId(partition),
                            offset.offset()));
        }
    }

    @Override
    public List<GroupSample> samples() {
        return samples;
    }

    @Override
    public int groupsLeftOut() {
        return groupsLeftOut;
    }

    @Override
    public int offsetsLeftOut() {
        return offsetsLeftOut;
    }
}

package io.robustmq.kafka.group.coordinator;

import io.robustmq.kafka.group.Deadline;
import io.robustmq.kafka.group.Group;
import io.robustmq.kafka.group.offset.GroupOffsets;
import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.Topics;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes the offsets of topics that were deleted. It goes through all groups for up to {@link
 * #TOPICS_PER_PASS} topics together, {@link #GROUPS_PER_STEP} groups at a time. Until then nobody
 * reads these offsets, since they are of the topics' ids.
 */
@OwnedBy(Core.class)
final class GoneTopics implements Topics.Watcher {
    static final int TOPICS_PER_PASS = 64;
    static final int GROUPS_PER_STEP = 16;

    private final Groups groups;
    private final Deadline next;
    private final ArrayDeque<Topic> waiting = new ArrayDeque<>();
    private final List<Topic> gone = new ArrayList<>();

    /** Groups that are still to be looked at for these, by their ids. */
    private final ArrayDeque<String> left = new ArrayDeque<>();

    GoneTopics(Core core, Groups groups) {
        this.groups = groups;
        this.next = new Deadline(core, this::step);
    }

    @Override
    public void onTopic(Topic topic) {}

    @Override
    public void onDeleted(Topic topic) {
        waiting.add(topic);
        if (!next.isSet()) {
            step();
        }
    }

    private void step() {
        if (left.isEmpty()) {
            begin();
        }
        for (int i = 0; i < GROUPS_PER_STEP && !left.isEmpty(); i++) {
            Group group = groups.get(left.remove());
            if (group != null) {
                deleteOffsets(group);
            }
        }
        if (!left.isEmpty() || !waiting.isEmpty()) {
            next.setMs(0);
        }
    }

    private void begin() {
        gone.clear();
        while (gone.size() < TOPICS_PER_PASS && !waiting.isEmpty()) {
            gone.add(waiting.remove());
        }
        groups.all().forEach(group -> left.add(group.id()));
    }

    private void deleteOffsets(Group group) {
        List<GroupOffsets.Key> keys = new ArrayList<>();
        for (Topic topic : gone) {
            group.offsets()
                    .forEachOf(
                            topic.name(),
                            (name, partition, offset) -> {
                                if (offset.isOf(topic.idHigh(), topic.idLow())) {
                                    keys.add(new GroupOffsets.Key(name, partition));
                                }
                            });
        }
        groups.deleteOffsets(group, keys);
    }
}

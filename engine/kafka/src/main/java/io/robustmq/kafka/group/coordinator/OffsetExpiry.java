package io.robustmq.kafka.group.coordinator;

import io.robustmq.kafka.group.Deadline;
import io.robustmq.kafka.group.Group;
import io.robustmq.kafka.group.GroupConfig;
import io.robustmq.kafka.group.offset.CommittedOffset;
import io.robustmq.kafka.group.offset.GroupOffsets;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes offsets that have not been of use for as long as they are retained (KIP-211), and groups
 * that are left with neither members nor offsets. It goes through all groups every {@link
 * #EVERY_MS}, {@link #GROUPS_PER_STEP} at a time.
 */
@OwnedBy(Core.class)
final class OffsetExpiry {
    static final long EVERY_MS = 10 * 60 * 1000;
    static final int GROUPS_PER_STEP = 64;

    private final Core core;
    private final Groups groups;
    private final long retentionMs;
    private final Deadline next;

    /** Those that are still to be looked at, by their ids. */
    private final ArrayDeque<String> left = new ArrayDeque<>();

    OffsetExpiry(Core core, Groups groups, GroupConfig config) {
        this.core = core;
        this.groups = groups;
        this.retentionMs = config.offsetsRetention().toMillis();
        this.next = new Deadline(core, this::step);
    }

    void start() {
        next.setMs(EVERY_MS);
    }

    private void step() {
        if (left.isEmpty()) {
            groups.all().forEach(group -> left.add(group.id()));
        }
        for (int i = 0; i < GROUPS_PER_STEP && !left.isEmpty(); i++) {
            Group group = groups.get(left.remove());
            if (group != null) {
                expire(group);
            }
        }
        next.setMs(left.isEmpty() ? EVERY_MS : 0);
    }

    private void expire(Group group) {
        long nowMs = core.clock().nowMs();
        List<GroupOffsets.Key> expired = new ArrayList<>();
        group.offsets()
                .forEach((topic, partition, offset) -> {
                    if (!group.isSubscribedTo(topic) && isOver(group, offset, nowMs)) {
                        expired.add(new GroupOffsets.Key(topic, partition));
                    }
                });
        groups.deleteOffsets(group, expired);
        if (group.offsets().count() == 0 && group.isEmpty() && !group.isAwaited()) {
            groups.delete(group);
        }
    }

    private boolean isOver(Group group, CommittedOffset offset, long nowMs) {
        if (offset.expiresMs() != CommittedOffset.BY_RETENTION) {
            return nowMs >= offset.expiresMs();
        }
        return nowMs - retentionMs >= group.lastUseMs(offset);
    }
}

package io.robustmq.kafka.group.consumer;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/** Which partitions some member has, or has not given back yet: nobody else may get those. */
@OwnedBy(Core.class)
final class Holdings {
    private final Map<Uuid, BitSet> byTopic = new HashMap<>();

    void take(Partitions partitions) {
        partitions.forEach((topic, partition) ->
                byTopic.computeIfAbsent(topic, none -> new BitSet()).set(partition));
    }

    void release(Partitions partitions) {
        partitions.forEach((topic, partition) -> {
            BitSet held = byTopic.get(topic);
            if (held != null) {
                held.clear(partition);
                if (held.isEmpty()) {
                    byTopic.remove(topic);
                }
            }
        });
    }

    /** Those of them that nobody has. */
    Partitions free(Partitions wanted) {
        Partitions.Builder free = new Partitions.Builder();
        wanted.forEach((topic, partition) -> {
            BitSet held = byTopic.get(topic);
            if (held == null || !held.get(partition)) {
                free.add(topic, partition);
            }
        });
        return free.build();
    }
}

package io.robustmq.kafka.group.offset;

import io.robustmq.kafka.group.EventReader;
import io.robustmq.kafka.group.EventWriter;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.HashMap;
import java.util.Map;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The committed offsets of one group. They change by two events only:
 *
 * <pre>
 * KEPT   count: 4 | count × ({@link CommittedOffset topic | partition and the rest})
 * GONE   count: 4 | count × (topic | partition: 4)
 * </pre>
 */
@OwnedBy(Core.class)
public final class GroupOffsets {
    private final Map<String, Int2ObjectHashMap<CommittedOffset>> byTopic = new HashMap<>();
    private int count;

    /** Gets offsets in no order. */
    public interface Visitor {
        void onOffset(String topic, int partition, CommittedOffset offset);
    }

    public @Nullable CommittedOffset get(String topic, int partition) {
        Int2ObjectHashMap<CommittedOffset> ofTopic = byTopic.get(topic);
        return ofTopic == null ? null : ofTopic.get(partition);
    }

    /** All of them, which may not change meanwhile. */
    public void forEach(Visitor visitor) {
        byTopic.forEach((topic, offsets) ->
                offsets.forEachInt(
                        (partition, offset) -> visitor.onOffset(topic, partition, offset)));
    }

    /** Those of one topic's name, which may not change meanwhile. */
    public void forEachOf(String topic, Visitor visitor) {
        Int2ObjectHashMap<CommittedOffset> offsets = byTopic.get(topic);
        if (offsets != null) {
            offsets.forEachInt((partition, offset) -> visitor.onOffset(topic, partition, offset));
        }
    }

    public int count() {
        return count;
    }

    /** One entry of KEPT. */
    public static void writeKept(
            EventWriter to, String topic, int partition, CommittedOffset offset) {
        offset.write(partition, to.string(topic));
    }

    /** One entry of GONE. */
    public static void writeGone(EventWriter to, String topic, int partition) {
        to.string(topic).int32(partition);
    }

    /**
     * Applies KEPT.
     *
     * @return by how many there are more
     */
    public int applyKept(EventReader event) {
        int before = count;
        for (int left = event.int32(); left > 0; left--) {
            String topic = event.string();
            int partition = event.int32();
            CommittedOffset offset = CommittedOffset.read(event);
            Int2ObjectHashMap<CommittedOffset> ofTopic =
                    byTopic.computeIfAbsent(topic, none -> new Int2ObjectHashMap<>());
            count += ofTopic.put(partition, offset) == null ? 1 : 0;
        }
        return count - before;
    }

    /**
     * Applies GONE.
     *
     * @return by how many there are more: 0 or less
     */
    public int applyGone(EventReader event) {
        int before = count;
        for (int left = event.int32(); left > 0; left--) {
            String topic = event.string();
            int partition = event.int32();
            Int2ObjectHashMap<CommittedOffset> ofTopic = byTopic.get(topic);
            if (ofTopic != null && ofTopic.remove(partition) != null) {
                count--;
                if (ofTopic.isEmpty()) {
                    byTopic.remove(topic);
                }
            }
        }
        return count - before;
    }

    /** Reads over one entry of KEPT. @return its key: topic and partition */
    public static Key skipKept(EventReader event) {
        String topic = event.string();
        int partition = event.int32();
        CommittedOffset.read(event);
        return new Key(topic, partition);
    }

    /** Reads one entry of GONE. */
    public static Key readGone(EventReader event) {
        String topic = event.string();
        return new Key(topic, event.int32());
    }

    /** Which partition. */
    public record Key(String topic, int partition) {}
}

package io.robustmq.kafka.group.coordinator;

import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Topics that a test makes and deletes. */
final class FakeTopics implements Topics {
    private final TreeMap<String, Topic> byName = new TreeMap<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private long version;
    private long lastId;

    /** Makes it, or lets it have more partitions. */
    Uuid put(String name, int partitions) {
        Topic before = byName.get(name);
        long id = before == null ? ++lastId : before.idLow();
        Topic topic = new Topic(name, 7, id, partitions);
        byName.put(name, topic);
        version++;
        List.copyOf(watchers).forEach(watcher -> watcher.onTopic(topic));
        return new Uuid(7, id);
    }

    void delete(String name) {
        Topic gone = Objects.requireNonNull(byName.remove(name));
        version++;
        List.copyOf(watchers).forEach(watcher -> watcher.onDeleted(gone));
    }

    Uuid id(String name) {
        return TopicIds.of(Objects.requireNonNull(byName.get(name)));
    }

    @Override
    public @Nullable Topic byName(String name) {
        return byName.get(name);
    }

    @Override
    public @Nullable Topic byId(long idHigh, long idLow) {
        return byName.values().stream()
                .filter(topic -> topic.idHigh() == idHigh && topic.idLow() == idLow)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Collection<Topic> all() {
        return byName.values();
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public void watch(Watcher watcher) {
        watchers.clear(); // of a rig that was restarted
        watchers.add(watcher);
    }
}

package io.robustmq.kafka.group.consumer;

import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.Topics;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/** When a group is to be shared anew, and what each of its members shall have then. */
@OwnedBy(Core.class)
final class Targets {
    /** 2^64 divided by the golden ratio, made odd. */
    private static final long HASH_FACTOR = 0x9e3779b97f4a7c15L;

    private final Topics topics;
    private final Assignor uniform = new UniformAssignor();
    private final Map<String, Assignor> assignors =
            Map.of(uniform.name(), uniform, "range", new RangeAssignor());

    Targets(Topics topics) {
        this.topics = topics;
    }

    boolean offers(String assignor) {
        return assignors.containsKey(assignor);
    }

    /**
     * The group's epoch grows when members want something else, or topics are not what they were.
     */
    void renew(ConsumerGroup group, boolean wantsOther) {
        if (!wantsOther && !group.isStale(topics.version())) {
            return;
        }
        long hash = topicsHash(group);
        group.refreshed(topics.version());
        if (wantsOther || hash != group.topicsHash()) {
            group.commitEpoch(group.epoch() + 1, hash);
        }
    }

    private long topicsHash(ConsumerGroup group) {
        long hash = 0;
        for (String name : group.wanted()) {
            Topic topic = topics.byName(name);
            if (topic != null) {
                hash = (hash ^ topic.idHigh()) * HASH_FACTOR;
                hash = (hash ^ topic.idLow()) * HASH_FACTOR;
                hash = (hash ^ topic.partitions()) * HASH_FACTOR;
                hash ^= hash >>> 32;
            }
        }
        return hash;
    }

    /**
     * Makes the target of the group's epoch.
     *
     * @return members and partitions that were looked at: what it cost
     */
    int assign(ConsumerGroup group) {
        Assignor.Wishes wishes = wishes(group);
        Map<String, Partitions> targets = assignor(group).assign(wishes);
        Map<String, Partitions> changed = new HashMap<>();
        for (ConsumerMember member : group.members()) {
            Partitions target = targets.getOrDefault(member.id(), Partitions.NONE);
            if (!target.equals(member.target())) {
                changed.put(member.id(), target);
            }
        }
        group.commitTarget(group.epoch(), changed);
        return wishes.members().size()
                + wishes.partitions().values().stream().mapToInt(Integer::intValue).sum();
    }

    private Assignor.Wishes wishes(ConsumerGroup group) {
        Map<String, Uuid> ids = new HashMap<>();
        SortedMap<Uuid, Integer> partitions = new TreeMap<>();
        for (String name : group.wanted()) {
            Topic topic = topics.byName(name);
            if (topic != null) {
                Uuid id = new Uuid(topic.idHigh(), topic.idLow());
                ids.put(name, id);
                partitions.put(id, topic.partitions());
            }
        }
        SortedMap<String, Assignor.Wish> members = new TreeMap<>();
        for (ConsumerMember member : group.members()) {
            Set<Uuid> wanted = new HashSet<>();
            addIds(member.wants().names(), ids, wanted);
            addIds(member.wants().matched(), ids, wanted);
            members.put(member.id(), new Assignor.Wish(wanted, member.target()));
        }
        return new Assignor.Wishes(members, partitions);
    }

    private static void addIds(Set<String> names, Map<String, Uuid> ids, Set<Uuid> into) {
        for (String name : names) {
            Uuid id = ids.get(name);
            if (id != null) {
                into.add(id);
            }
        }
    }

    private Assignor assignor(ConsumerGroup group) {
        return assignors.getOrDefault(assignorName(group), uniform);
    }

    /** What most of those would like who say so; of equals the first by name. */
    String assignorName(ConsumerGroup group) {
        Map<String, Integer> votes = new TreeMap<>();
        String most = uniform.name();
        for (ConsumerMember member : group.members()) {
            String liked = member.wants().assignor();
            if (liked != null) {
                votes.merge(liked, 1, Integer::sum);
            }
        }
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            most = vote.getValue() > votes.getOrDefault(most, 0) ? vote.getKey() : most;
        }
        return most;
    }
}

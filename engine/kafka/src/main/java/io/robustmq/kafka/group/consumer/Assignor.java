package io.robustmq.kafka.group.consumer;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.apache.kafka.common.Uuid;

/** A way to share partitions among members. A function of what it is given. */
interface Assignor {
    /** As members ask for it. */
    String name();

    /**
     * @return what each of the members shall have: each partition of a topic that anybody wants is
     *     one member's
     */
    Map<String, Partitions> assign(Wishes wishes);

    /**
     * @param members by their ids
     * @param partitions how many each topic has that a member wants
     */
    record Wishes(SortedMap<String, Wish> members, SortedMap<Uuid, Integer> partitions) {}

    /**
     * What a member wants.
     *
     * @param topics that there are
     * @param before what it was to have so far
     */
    record Wish(Set<Uuid> topics, Partitions before) {}
}

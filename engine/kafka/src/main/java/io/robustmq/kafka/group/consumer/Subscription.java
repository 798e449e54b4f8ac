package io.robustmq.kafka.group.consumer;

import io.robustmq.kafka.group.EventReader;
import io.robustmq.kafka.group.EventWriter;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who a member of a consumer group is and what it wants.
 *
 * <pre>
 * id | instance or null | rack or null | client | host | rebalanceTimeoutMs: 4 | assignor or null |
 * pattern | names: 4 | names × name | matched: 4 | matched × name
 * </pre>
 *
 * @param instanceId of a static member; null
 * @param rebalanceTimeoutMs how long it may take to give partitions back
 * @param assignor the one it would like; null
 * @param pattern which topics it wants, by their names; empty for none
 * @param names which topics it wants, beside
 * @param matched the topics that the pattern matched last, as far as it may know of them
 */
record Subscription(
        String memberId,
        @Nullable String instanceId,
        @Nullable String rackId,
        String clientId,
        String host,
        int rebalanceTimeoutMs,
        @Nullable String assignor,
        String pattern,
        SortedSet<String> names,
        SortedSet<String> matched) {

    /** Whether it asks for other topics, or another way of assigning: a rebalance is due. */
    boolean wantsOther(Subscription than) {
        return !names.equals(than.names)
                || !matched.equals(than.matched)
                || !pattern.equals(than.pattern);
    }

    void write(EventWriter to) {
        to.string(memberId)
                .string(instanceId)
                .string(rackId)
                .string(clientId)
                .string(host)
                .int32(rebalanceTimeoutMs)
                .string(assignor)
                .string(pattern);
        writeNames(to, names);
        writeNames(to, matched);
    }

    static Subscription read(EventReader from) {
        return new Subscription(
                from.string(),
                from.nullableString(),
                from.nullableString(),
                from.string(),
                from.string(),
                from.int32(),
                from.nullableString(),
                from.string(),
                readNames(from),
                readNames(from));
    }

    private static void writeNames(EventWriter to, SortedSet<String> names) {
        to.int32(names.size());
        names.forEach(to::string);
    }

    private static SortedSet<String> readNames(EventReader from) {
        SortedSet<String> names = new TreeSet<>();
        for (int left = from.int32(); left > 0; left--) {
            names.add(from.string());
        }
        return names;
    }
}

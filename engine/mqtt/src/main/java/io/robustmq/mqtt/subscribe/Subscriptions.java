package io.robustmq.mqtt.subscribe;

import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.kernel.cores.Announcements;
import io.robustmq.kernel.route.Subscriber;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.kernel.route.SubscriptionTree;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.kernel.topic.SharedFilter;
import io.robustmq.mqtt.MqttConfig.SharedStrategy;
import io.robustmq.mqtt.group.GroupsHeard;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.mqtt.session.GroupMember;
import io.robustmq.mqtt.session.MqttSession;
import io.robustmq.mqtt.session.SharedGroup;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions of this core want what. A plain subscription stands in the tree under its filter;
 * a shared one's group does, and the member in the group; an exclusive one under its topic, for one
 * session at a time.
 */
@OwnedBy(Core.class)
public final class Subscriptions {
    private final SubscriptionTree tree;
    private final SharedStrategy strategy;
    private final MqttCounters counters;
    private final Shards shards;
    private final GroupsHeard heard;
    private final @Nullable Announcements announcements;
    private final Map<GroupKey, SharedGroup> groups = new HashMap<>();
    private final Map<String, Holder> exclusive = new HashMap<>();
    private @Nullable RemoteGroups remoteGroups;
    private @Nullable ExclusiveHomes exclusiveHomes;

    /**
     * @param announcements tells the other cores of filters; null when this core is alone
     */
    public Subscriptions(
            SubscriptionTree tree,
            SharedStrategy strategy,
            MqttCounters counters,
            Shards shards,
            GroupsHeard heard,
            @Nullable Announcements announcements) {
        this.tree = tree;
        this.strategy = strategy;
        this.counters = counters;
        this.shards = shards;
        this.heard = heard;
        this.announcements = announcements;
    }

    /**
     * At start on a node of several cores: groups and exclusive rights may be at home on others.
     */
    void homes(RemoteGroups groupsElsewhere, ExclusiveHomes rights) {
        remoteGroups = groupsElsewhere;
        exclusiveHomes = rights;
    }

    /**
     * Adds a subscription or replaces its options [MQTT-3.8.4-3]. On a node of several cores it was
     * prepared before ({@link Preparations}).
     *
     * @param parsed valid, of {@code subscription}'s filter
     * @return {@link ReasonCode#GRANTED_QOS_0} to 2, or {@link ReasonCode#QUOTA_EXCEEDED} when
     *     another session holds the exclusive right
     */
    public int subscribe(MqttSession session, SharedFilter parsed, Subscription subscription) {
        boolean added = session.subscription(subscription.filter()) == null;
        if (!place(session, parsed, subscription)) {
            return ReasonCode.QUOTA_EXCEEDED;
        }
        session.subscribed(subscription);
        if (added) {
            counters.add(MqttMetric.SUBSCRIPTIONS, 1);
        }
        return subscription.qos();
    }

    /** Puts a subscription that a session had before the restart back to where it takes effect. */
    void restore(MqttSession session, Subscription subscription) {
        SharedFilter parsed = SharedFilter.parse(subscription.filter(), Integer.MAX_VALUE);
        if (place(session, parsed, subscription)) {
            counters.add(MqttMetric.SUBSCRIPTIONS, 1);
        }
    }

    /**
     * @return false when another session holds the exclusive right
     */
    private boolean place(MqttSession session, SharedFilter parsed, Subscription subscription) {
        switch (parsed.kind()) {
            case PLAIN -> addToTree(parsed.filter(), subscription, session.isDurable());
            case SHARED, QUEUE -> {
                if (remoteGroups == null || !remoteGroups.isElsewhere(subscription.filter())) {
                    group(parsed, subscription.filter()).join(subscription);
                }
            }
            case EXCLUSIVE -> {
                if (exclusiveHomes == null) {
                    exclusive.putIfAbsent(parsed.filter(), new Holder(session, 0));
                }
                Holder holder = exclusive.get(parsed.filter());
                if (holder == null || holder.session != session) {
                    return false;
                }
                addToTree(parsed.filter(), subscription, session.isDurable());
            }
        }
        return true;
    }

    private SharedGroup group(SharedFilter parsed, String name) {
        GroupKey key = GroupKey.of(parsed);
        SharedGroup group = groups.get(key);
        if (group == null) {
            group = new SharedGroup(name, strategy, shards.shardOf(name), heard);
            groups.put(key, group);
            addToTree(
                    parsed.filter(),
                    new Subscription(group, parsed.filter(), 2, 0),
                    SharedGroup.KEEPS);
        }
        return group;
    }

    /**
     * @return false when the session had no such subscription (0x11)
     */
    public boolean unsubscribe(MqttSession session, String filter) {
        @Nullable Subscription subscription = session.subscription(filter);
        if (subscription == null) {
            return false;
        }
        remove(session, filter);
        session.unsubscribed(filter);
        return true;
    }

    /** The session ended: everything it wanted goes. */
    public void drop(MqttSession session) {
        for (Subscription subscription : List.copyOf(session.subscriptions())) {
            remove(session, subscription.filter());
        }
    }

    private void remove(MqttSession session, String filter) {
        SharedFilter parsed = SharedFilter.parse(filter, Integer.MAX_VALUE);
        switch (parsed.kind()) {
            case PLAIN -> removeFromTree(parsed.filter(), session, session.isDurable());
            case SHARED, QUEUE -> {
                if (remoteGroups != null && remoteGroups.isElsewhere(filter)) {
                    remoteGroups.leave(session, filter);
                } else {
                    leaveHere(parsed, session);
                }
            }
            case EXCLUSIVE -> {
                releaseExclusive(session, parsed.filter());
                removeFromTree(parsed.filter(), session, session.isDurable());
            }
        }
        counters.add(MqttMetric.SUBSCRIPTIONS, -1);
    }

    /**
     * The home of the topic granted it.
     *
     * @param question the right is to be released by
     */
    void grantExclusive(MqttSession session, String topic, long question) {
        exclusive.put(topic, new Holder(session, question));
    }

    void releaseExclusive(MqttSession session, String topic) {
        Holder holder = exclusive.get(topic);
        if (holder != null && holder.session == session) {
            exclusive.remove(topic);
            if (exclusiveHomes != null) {
                exclusiveHomes.release(session, topic, holder.question);
            }
        }
    }

    /**
     * A member of another core joins a group at home here; the others are being told of its filter.
     */
    void joinHere(SharedFilter parsed, Subscription member) {
        Announcements told = announcements;
        assert told != null : "there are other cores";
        told.hold(parsed.filter(), SharedGroup.KEEPS);
        group(parsed, member.filter()).join(member);
        told.letGo(parsed.filter(), SharedGroup.KEEPS);
    }

    /** The group when it is at home here and has members. */
    public @Nullable SharedGroup groupHere(SharedFilter parsed) {
        return groups.get(GroupKey.of(parsed));
    }

    void leaveHere(SharedFilter parsed, GroupMember member) {
        GroupKey key = GroupKey.of(parsed);
        SharedGroup group = groups.get(key);
        if (group != null && group.leave(member)) {
            groups.remove(key);
            removeFromTree(parsed.filter(), group, SharedGroup.KEEPS);
        }
    }

    /**
     * @param keeps a message counts as delivered to it when the journal has it
     */
    private void addToTree(String filter, Subscription subscription, boolean keeps) {
        if (tree.add(filter, subscription) == null && announcements != null) {
            announcements.added(filter, keeps);
        }
    }

    private void removeFromTree(String filter, Subscriber subscriber, boolean keeps) {
        if (tree.remove(filter, subscriber) && announcements != null) {
            announcements.removed(filter, keeps);
        }
    }

    /** Who of this core's sessions has an exclusive topic, and by which grant. */
    private record Holder(MqttSession session, long question) {}

    /**
     * One group per share name and filter [MQTT-4.8.2-1]; {@code $queue} is a name no client can
     * spell.
     */
    private record GroupKey(SharedFilter.Kind kind, String group, String filter) {
        static GroupKey of(SharedFilter parsed) {
            return new GroupKey(parsed.kind(), parsed.group(), parsed.filter());
        }
    }
}

package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.kernel.topic.TopicBytes;
import io.robustmq.mqtt.MqttConfig.SharedStrategy;
import io.robustmq.mqtt.group.GroupsHeard;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2LongHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The members of one {@code $share/group/filter}: each message goes to one of them (MQTT 5.0
 * §4.8.2).
 *
 * <p>The strategy names a first choice; when that member can't take a message at once, the next one
 * in turn that can gets it, then any that is connected, then any whose session will keep it. What a
 * member had not acknowledged when its session ends comes back and goes to another, unless it is a
 * QoS 2 message whose delivery had begun [MQTT-4.8.2-5].
 *
 * <p>A message that may come again after a restart is given once: {@link GroupsHeard} knows it
 * then, in the step in which a durable member of this core, or the journal on behalf of a member of
 * another, has it. To a member whose session ends with its connection nothing is promised beyond
 * that.
 */
@OwnedBy(Core.class)
public final class SharedGroup implements Recipient, Origin {
    /** Publishers a sticky group remembers; beyond that it starts to remember anew. */
    static final int STICKY_MAX = 10_000;

    /**
     * A group's messages count as delivered when a member's core has them: whoever publishes waits
     * for that, since any member's session may be one that keeps its messages.
     */
    public static final boolean KEEPS = true;

    private static final long NOBODY = -1L;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final String name;
    private final SharedStrategy strategy;
    private final int shard;
    private final GroupsHeard heard;
    private final List<Subscription> members = new ArrayList<>();
    private final Long2LongHashMap sticky = new Long2LongHashMap(NOBODY);
    private final Publication returned = new Publication();
    private int turn;
    private long randomState = GOLDEN;

    /**
     * @param name as in SUBSCRIBE, {@code $share/group/filter}
     * @param shard its home
     */
    public SharedGroup(String name, SharedStrategy strategy, int shard, GroupsHeard heard) {
        this.name = name;
        this.strategy = strategy;
        this.shard = shard;
        this.heard = heard;
    }

    /** Adds a member or replaces its options; the subscription's subscriber is the member. */
    public void join(Subscription member) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).subscriber() == member.subscriber()) {
                members.set(i, member);
                return;
            }
        }
        members.add(member);
    }

    /**
     * @return true when that was the last one
     */
    public boolean leave(GroupMember member) {
        members.removeIf(each -> each.subscriber() == member);
        return members.isEmpty();
    }

    public int size() {
        return members.size();
    }

    @Override
    public void deliver(Publication publication, Subscription[] subscriptions, int from, int to) {
        boolean once = publication.isForwarded();
        if (once) {
            if (heard.has(shard, publication)) {
                return;
            }
            heard.took(shard, publication);
        }
        give(publication, once);
    }

    @Override
    public boolean keeps() {
        for (Subscription member : members) {
            if (session(member).keeps()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String group() {
        return name;
    }

    /** Members of this core: there is nothing to count. */
    @Override
    public void onFinished() {}

    @Override
    public void onUnacknowledged(Message message) {
        if (!members.isEmpty()) {
            give(returned.wrap(message), true);
        }
    }

    private void give(Publication publication, boolean once) {
        Subscription member = choose(publication);
        if (member == null) {
            return;
        }
        int identifier = member.subscriptionIdentifier();
        session(member)
                .accept(
                        publication,
                        Math.min(member.qos(), publication.qos()),
                        publication.retain() && member.retainAsPublished(),
                        identifier == 0 ? Delivery.NO_IDENTIFIERS : new int[] {identifier},
                        this,
                        once);
    }

    private @Nullable Subscription choose(Publication publication) {
        int count = members.size();
        if (count == 0) {
            return null;
        }
        int first = firstChoice(publication, count);
        Subscription connected = null;
        Subscription away = null;
        for (int i = 0; i < count; i++) {
            Subscription member = members.get((first + i) % count);
            GroupMember session = session(member);
            if (session.isReady(Math.min(member.qos(), publication.qos()))) {
                remember(publication, session);
                return member;
            }
            if (connected == null && session.isConnected()) {
                connected = member;
            }
            if (away == null) {
                away = member;
            }
        }
        return connected != null ? connected : away;
    }

    private int firstChoice(Publication publication, int count) {
        return switch (strategy) {
                    case ROUND_ROBIN -> turn++ & Integer.MAX_VALUE;
                    case RANDOM -> random();
                    case STICKY -> indexOf(sticky.get(publication.sender()), publication.sender());
                    case HASH_CLIENT -> spread(publication.sender());
                    case HASH_TOPIC ->
                            spread(
                                    TopicBytes.hash(
                                            publication.topicBuffer(),
                                            publication.topicOffset(),
                                            publication.topicLength(),
                                            GOLDEN));
                }
                % count;
    }

    private int indexOf(long sessionNumber, long sender) {
        for (int i = 0; i < members.size(); i++) {
            if (session(members.get(i)).number() == sessionNumber) {
                return i;
            }
        }
        return spread(sender);
    }

    private void remember(Publication publication, GroupMember session) {
        if (strategy == SharedStrategy.STICKY) {
            if (sticky.size() >= STICKY_MAX) {
                sticky.clear();
            }
            sticky.put(publication.sender(), session.number());
        }
    }

    private int random() {
        randomState ^= randomState << 13;
        randomState ^= randomState >>> 7;
        randomState ^= randomState << 17;
        return (int) (randomState >>> 33);
    }

    private static int spread(long value) {
        return (int) (value * GOLDEN >>> 33);
    }

    private static GroupMember session(Subscription member) {
        return (GroupMember) member.subscriber();
    }
}

package io.robustmq.mqtt.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.CoreMessage;
import io.robustmq.mqtt.session.MqttSession;
import io.robustmq.mqtt.session.Origin;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** The sessions of this core that are members of groups at home on other cores. */
@OwnedBy(Core.class)
final class RemoteGroups {
    private static final int[] NO_IDENTIFIERS = {};

    private final CoreLinks links;
    private final Shards shards;
    private final Long2ObjectHashMap<Map<String, Membership>> memberships =
            new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Runnable> asked = new Long2ObjectHashMap<>();
    private final MutableDirectBuffer message = new ExpandableArrayBuffer(256);
    private final Publication given = new Publication();
    private final Publication returned = new Publication();
    private long nextQuestion = 1;

    RemoteGroups(CoreLinks links, Shards shards) {
        this.links = links;
        this.shards = shards;
        links.on(CoreMessage.GROUP_GIVE, this::onGive);
        links.on(CoreMessage.GROUP_JOINED, (from, question, b, at, n) -> onJoined(question));
    }

    /** True when this group's home is another core. */
    boolean isElsewhere(String group) {
        return homeOf(group) != links.self();
    }

    private int homeOf(String group) {
        return shards.coreOf(shards.shardOf(group));
    }

    /**
     * @param joined runs once the home and, through it, every core knows of it
     */
    void join(MqttSession session, String group, int options, int identifier, Runnable joined) {
        Map<String, Membership> groups = memberships.get(session.number());
        if (groups == null) {
            groups = new HashMap<>();
            memberships.put(session.number(), groups);
            session.watchPresence(() -> presenceChanged(session));
        }
        int home = homeOf(group);
        groups.computeIfAbsent(group, name -> new Membership(session, name, home));
        int length =
                new GroupJoin(session.number(), options, identifier, session.window(), group)
                        .write(message);
        asked.put(nextQuestion, joined);
        links.post(home, CoreMessage.GROUP_JOIN, nextQuestion++, message, 0, length);
    }

    private void onJoined(long question) {
        Objects.requireNonNull(asked.remove(question)).run();
    }

    void leave(MqttSession session, String group) {
        Map<String, Membership> groups = memberships.get(session.number());
        if (groups == null || groups.remove(group) == null) {
            return;
        }
        if (groups.isEmpty()) {
            memberships.remove(session.number());
            session.watchPresence(null);
        }
        tell(homeOf(group), CoreMessage.GROUP_LEAVE, session.number(), group);
    }

    private void presenceChanged(MqttSession session) {
        Map<String, Membership> groups = memberships.get(session.number());
        if (groups == null) {
            return;
        }
        for (String group : groups.keySet()) {
            message.putInt(0, session.window());
            int length = message.putStringWithoutLengthUtf8(Integer.BYTES, group);
            links.post(
                    homeOf(group),
                    CoreMessage.GROUP_PRESENCE,
                    session.number(),
                    message,
                    0,
                    Integer.BYTES + length);
        }
    }

    /** What a session is in a group at home elsewhere; null when it is not in it. */
    @Nullable Origin membership(MqttSession session, String group) {
        return membership(session.number(), group);
    }

    private @Nullable Membership membership(long session, String group) {
        Map<String, Membership> groups = memberships.get(session);
        return groups == null ? null : groups.get(group);
    }

    private void onGive(int from, long session, DirectBuffer buffer, int at, int length) {
        int qos = Gift.qos(buffer, at);
        Membership member = membership(session, Gift.group(buffer, at));
        if (member != null) {
            int identifier = Gift.identifier(buffer, at);
            member.session.accept(
                    Gift.publication(buffer, at, length, given),
                    qos,
                    Gift.retain(buffer, at),
                    identifier == 0 ? NO_IDENTIFIERS : new int[] {identifier},
                    member);
        } else if (qos > 0) { // it left while this was under way
            links.post(from, CoreMessage.GROUP_RETURN, session, buffer, at, length);
        }
    }

    private void tell(int core, int type, long session, String group) {
        UnsafeBuffer name = new UnsafeBuffer(group.getBytes(UTF_8));
        links.post(core, type, session, name, 0, name.capacity());
    }

    /** One session in one group; what it is given and does not finish goes back to the home. */
    private final class Membership implements Origin {
        private final MqttSession session;
        private final String group;
        private final int home;

        Membership(MqttSession session, String group, int home) {
            this.session = session;
            this.group = group;
            this.home = home;
        }

        @Override
        public String group() {
            return group;
        }

        @Override
        public void onFinished() {
            tell(home, CoreMessage.GROUP_FINISHED, session.number(), group);
        }

        @Override
        public void onUnacknowledged(Message unacknowledged) {
            int length = Gift.write(message, group, 0, false, 0, returned.wrap(unacknowledged));
            links.post(home, CoreMessage.GROUP_RETURN, session.number(), message, 0, length);
        }
    }
}

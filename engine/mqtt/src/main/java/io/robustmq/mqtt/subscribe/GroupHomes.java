package io.robustmq.mqtt.subscribe;

import io.robustmq.kernel.cores.Broadcasts;
import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.kernel.topic.SharedFilter;
import io.robustmq.mqtt.CoreMessage;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.session.SharedGroup;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The shared groups at home on this core, as members of other cores reach them. A group stands in
 * its home's tree and nowhere else, so each message goes to one member of the node.
 */
@OwnedBy(Core.class)
final class GroupHomes {
    private final CoreLinks links;
    private final Broadcasts broadcasts;
    private final Subscriptions subscriptions;
    private final MqttCounters counters;
    private final int queueMax;
    private final Map<Key, RemoteMember> members = new HashMap<>();
    private final Publication returned = new Publication();

    private record Key(long session, String group) {}

    GroupHomes(
            CoreLinks links,
            Broadcasts broadcasts,
            Subscriptions subscriptions,
            MqttCounters counters,
            int queueMax) {
        this.links = links;
        this.broadcasts = broadcasts;
        this.subscriptions = subscriptions;
        this.counters = counters;
        this.queueMax = queueMax;
    }

    /** Before the first cycle. */
    void listen() {
        links.on(CoreMessage.GROUP_JOIN, this::onJoin);
        links.on(
                CoreMessage.GROUP_LEAVE,
                (from, session, b, at, n) -> onLeave(session, name(b, at, n)));
        links.on(
                CoreMessage.GROUP_PRESENCE,
                (from, session, b, at, n) -> onPresence(session, b, at, n));
        links.on(
                CoreMessage.GROUP_FINISHED,
                (from, session, b, at, n) -> onFinished(session, name(b, at, n)));
        links.on(
                CoreMessage.GROUP_RETURN, (from, session, b, at, n) -> onReturn(session, b, at, n));
    }

    private static String name(DirectBuffer buffer, int at, int length) {
        return buffer.getStringWithoutLengthUtf8(at, length);
    }

    private void onJoin(int from, long question, DirectBuffer buffer, int at, int length) {
        GroupJoin join = GroupJoin.read(buffer, at, length);
        SharedFilter parsed = SharedFilter.parse(join.group(), Integer.MAX_VALUE);
        Key key = new Key(join.session(), join.group());
        RemoteMember member =
                members.computeIfAbsent(
                        key,
                        k -> new RemoteMember(links, counters, from, k.session, k.group, queueMax));
        member.presence(join.window());
        subscriptions.joinHere(
                parsed, new Subscription(member, join.group(), join.options(), join.identifier()));
        broadcasts.whenTaken(
                broadcasts.told(), () -> links.post(from, CoreMessage.GROUP_JOINED, question));
    }

    private void onLeave(long session, String group) {
        RemoteMember member = members.remove(new Key(session, group));
        if (member != null) {
            subscriptions.leaveHere(SharedFilter.parse(group, Integer.MAX_VALUE), member);
        }
    }

    private void onPresence(long session, DirectBuffer buffer, int at, int length) {
        String group = name(buffer, at + Integer.BYTES, length - Integer.BYTES);
        RemoteMember member = members.get(new Key(session, group));
        if (member != null) {
            member.presence(buffer.getInt(at));
        }
    }

    private void onFinished(long session, String group) {
        RemoteMember member = members.get(new Key(session, group));
        if (member != null) {
            member.finished();
        }
    }

    /** [MQTT-4.8.2-6] it goes to another member. */
    private void onReturn(long session, DirectBuffer buffer, int at, int length) {
        String name = Gift.group(buffer, at);
        onFinished(session, name);
        @Nullable SharedGroup group =
                subscriptions.groupHere(SharedFilter.parse(name, Integer.MAX_VALUE));
        if (group != null) {
            group.onUnacknowledged(Gift.publication(buffer, at, length, returned).kept());
        }
    }
}

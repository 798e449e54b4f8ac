package io.robustmq.mqtt.subscribe;

import io.robustmq.kernel.cores.Broadcasts;
import io.robustmq.kernel.cores.Confirmations;
import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.kernel.topic.SharedFilter;
import io.robustmq.mqtt.CoreMessage;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.session.SharedGroup;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The shared groups at home on this core, as members of other cores reach them. A group stands in
 * its home's tree and nowhere else, so each message goes to one member of the node.
 */
@OwnedBy(Core.class)
final class GroupHomes {
    private final CoreLinks links;
    private final Confirmations confirmations;
    private final Broadcasts broadcasts;
    private final Subscriptions subscriptions;
    private final MqttCounters counters;
    private final GroupMail mail;
    private final int queueMax;

    /** By membership. */
    private final Long2ObjectHashMap<RemoteMember> members = new Long2ObjectHashMap<>();

    private final Publication returned = new Publication();

    GroupHomes(
            CoreLinks links,
            Confirmations confirmations,
            Broadcasts broadcasts,
            Subscriptions subscriptions,
            MqttCounters counters,
            GroupMail mail,
            int queueMax) {
        this.links = links;
        this.confirmations = confirmations;
        this.broadcasts = broadcasts;
        this.subscriptions = subscriptions;
        this.counters = counters;
        this.mail = mail;
        this.queueMax = queueMax;
    }

    /** Before the first cycle. */
    void listen() {
        links.on(CoreMessage.GROUP_JOIN, this::onJoin);
        links.on(CoreMessage.GROUP_LEAVE, (from, member, b, at, n) -> onLeave(member));
        links.on(
                CoreMessage.GROUP_PRESENCE,
                (from, member, b, at, n) -> onPresence(member, b.getInt(at)));
        links.on(CoreMessage.GROUP_FINISHED, (from, member, b, at, n) -> onFinished(member));
        links.on(CoreMessage.GROUP_RETURN, (from, member, b, at, n) -> onReturn(member, b, at, n));
        confirmations.onGiven(
                CoreMessage.GROUP_RETURN_ONCE,
                (from, number, b, at, n) ->
                        mail.returned(
                                GiftAddress.group(b, at + Gift.ADDRESS_AT),
                                Gift.publication(b, at, n, returned)));
    }

    private void onJoin(int from, long question, DirectBuffer buffer, int at, int length) {
        GroupJoin join = GroupJoin.read(buffer, at, length);
        SharedFilter parsed = SharedFilter.parse(join.group(), Integer.MAX_VALUE);
        RemoteMember member = members.get(join.membership());
        if (member == null) {
            member = new RemoteMember(links, confirmations, counters, mail, from, join, queueMax);
            members.put(join.membership(), member);
        }
        member.presence(join.window());
        subscriptions.joinHere(
                parsed, new Subscription(member, join.group(), join.options(), join.identifier()));
        broadcasts.whenTaken(
                broadcasts.told(), () -> links.post(from, CoreMessage.GROUP_JOINED, question));
    }

    private void onLeave(long membership) {
        RemoteMember member = members.remove(membership);
        if (member != null) {
            subscriptions.leaveHere(SharedFilter.parse(member.group(), Integer.MAX_VALUE), member);
        }
    }

    private void onPresence(long membership, int window) {
        RemoteMember member = members.get(membership);
        if (member != null) {
            member.presence(window);
        }
    }

    /** Nobody counts what a member that has left still had. */
    private void onFinished(long membership) {
        RemoteMember member = members.get(membership);
        if (member != null) {
            member.finished();
        }
    }

    /** It goes to another member. */
    private void onReturn(long membership, DirectBuffer buffer, int at, int length) {
        onFinished(membership);
        SharedGroup group =
                subscriptions.groupHere(
                        SharedFilter.parse(
                                GiftAddress.group(buffer, at + Gift.ADDRESS_AT),
                                Integer.MAX_VALUE));
        if (group != null) {
            group.onUnacknowledged(Gift.publication(buffer, at, length, returned).kept());
            confirmations.givenAgain();
        }
    }
}

package io.robustmq.mqtt.subscribe;

import io.robustmq.kernel.cores.Confirmations;
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

/** The sessions of this core that are members of groups at home on other cores. */
@OwnedBy(Core.class)
final class RemoteGroups {
    /** Bits of a membership's number; the member's core stands above them. */
    private static final int NUMBER_BITS = 56;

    private final CoreLinks links;
    private final Shards shards;
    private final GroupMail mail;

    /** By session, then by group as named in SUBSCRIBE. */
    private final Long2ObjectHashMap<Map<String, Membership>> memberships =
            new Long2ObjectHashMap<>();

    private final Long2ObjectHashMap<Membership> byNumber = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Runnable> asked = new Long2ObjectHashMap<>();
    private final MutableDirectBuffer message = new ExpandableArrayBuffer(256);
    private final Publication given = new Publication();
    private final Publication returned = new Publication();
    private long nextQuestion = 1;
    private long nextNumber;

    RemoteGroups(CoreLinks links, Confirmations confirmations, Shards shards, GroupMail mail) {
        this.links = links;
        this.mail = mail;
        this.shards = shards;
        this.nextNumber = ((long) links.self() << NUMBER_BITS) + 1;
        confirmations.onGiven(CoreMessage.GROUP_GIVE, this::onGive);
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
        Membership member = groups.get(group);
        if (member == null) {
            member = new Membership(nextNumber++, session, group, homeOf(group));
            groups.put(group, member);
            byNumber.put(member.number, member);
        }
        int length =
                new GroupJoin(
                                member.number,
                                session.number(),
                                options,
                                identifier,
                                session.groupWindow(),
                                group,
                                session.clientId())
                        .write(message);
        asked.put(nextQuestion, joined);
        links.post(member.home, CoreMessage.GROUP_JOIN, nextQuestion++, message, 0, length);
    }

    private void onJoined(long question) {
        Objects.requireNonNull(asked.remove(question)).run();
    }

    void leave(MqttSession session, String group) {
        Map<String, Membership> groups = memberships.get(session.number());
        Membership member = groups == null ? null : groups.remove(group);
        if (groups == null || member == null) {
            return;
        }
        byNumber.remove(member.number);
        if (groups.isEmpty()) {
            memberships.remove(session.number());
            session.watchPresence(null);
        }
        links.post(member.home, CoreMessage.GROUP_LEAVE, member.number);
    }

    private void presenceChanged(MqttSession session) {
        Map<String, Membership> groups = memberships.get(session.number());
        if (groups == null) {
            return;
        }
        for (Membership member : groups.values()) {
            message.putInt(0, session.groupWindow());
            links.post(
                    member.home,
                    CoreMessage.GROUP_PRESENCE,
                    member.number,
                    message,
                    0,
                    Integer.BYTES);
        }
    }

    private void onGive(int from, long confirmation, DirectBuffer buffer, int at, int length) {
        long number = Gift.membership(buffer, at);
        Membership member = byNumber.get(number);
        int addressAt = at + Gift.ADDRESS_AT;
        int qos = GiftAddress.qos(buffer, addressAt);
        Gift.publication(buffer, at, length, given);
        if (qos > 0 && given.isForwarded()) {
            MqttSession session = member == null ? null : member.session;
            int addressLength = Gift.addressLength(buffer, at);
            mail.given(buffer, addressAt, addressLength, given, session, member);
        } else if (member != null) {
            GroupMail.accept(member.session, buffer, addressAt, given, member);
        } else if (qos > 0) { // it left while this was under way
            links.post(from, CoreMessage.GROUP_RETURN, number, buffer, at, length);
        }
    }

    /**
     * One session in one group, from joining to leaving; what it is given and does not finish goes
     * back to the home: once when the session is durable, and for this life alone when not.
     */
    private final class Membership implements Origin {
        private final long number;
        private final MqttSession session;
        private final String group;
        private final int home;

        Membership(long number, MqttSession session, String group, int home) {
            this.number = number;
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
            links.post(home, CoreMessage.GROUP_FINISHED, number);
        }

        @Override
        public void onUnacknowledged(Message unacknowledged) {
            if (session.isDurable()) {
                mail.giveBack(group, shards.shardOf(session.clientId()), unacknowledged);
                return;
            }
            returned.wrap(unacknowledged).forwarded(0, Message.NOT_FORWARDED);
            int length = Gift.write(message, number, GiftAddress.of(group), returned);
            links.post(home, CoreMessage.GROUP_RETURN, number, message, 0, length);
        }
    }
}

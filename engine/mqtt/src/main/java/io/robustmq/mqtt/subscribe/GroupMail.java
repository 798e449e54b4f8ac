package io.robustmq.mqtt.subscribe;

import io.robustmq.kernel.cores.Confirmations;
import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.forward.Address;
import io.robustmq.kernel.forward.Forward;
import io.robustmq.kernel.forward.ForwardStreams;
import io.robustmq.kernel.forward.Forwards;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.kernel.topic.SharedFilter;
import io.robustmq.mqtt.CoreMessage;
import io.robustmq.mqtt.group.GroupsHeard;
import io.robustmq.mqtt.session.MqttSession;
import io.robustmq.mqtt.session.Origin;
import io.robustmq.mqtt.session.Origins;
import io.robustmq.mqtt.session.ReplayedOrigin;
import io.robustmq.mqtt.session.SessionForwards;
import io.robustmq.mqtt.session.SharedGroup;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Objects;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What goes between a shared group's home and a member of another core, and is not to be lost or
 * doubled: a message for one shard ({@link Forwards#sendTo}), begun in the step in which its sender
 * had it last, dropped by its receiver when it comes again.
 *
 * <pre>
 * home:   a message that may come again   → GIVEN to the member's shard; the group has heard it
 * member: GIVEN → the session's queue; when it is no member any more → RETURNED to the group's shard
 *         the session ends               → RETURNED
 * home:   RETURNED → another member, here or by GIVEN; dropped when there is none
 * </pre>
 *
 * What is given is bounded by what members may have unfinished, what is returned by what sessions
 * may hold.
 */
@OwnedBy(Core.class)
public final class GroupMail implements Forwards.Way, Origins {
    private static final int[] NO_IDENTIFIERS = {};

    private final Shards shards;
    private final int core;
    private final GroupsHeard heard;
    private final @Nullable CoreLinks links;
    private final @Nullable Confirmations confirmations;
    private final MutableDirectBuffer message = new ExpandableArrayBuffer(256);
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[0]);
    private final Publication mailed = new Publication();
    private @Nullable Forwards forwards;
    private Function<String, @Nullable MqttSession> sessions = clientId -> null;
    private Function<SharedFilter, @Nullable SharedGroup> groups = parsed -> null;

    /**
     * @param core this one
     * @param links null when the node has one core, as are confirmations
     */
    public GroupMail(
            Shards shards,
            int core,
            GroupsHeard heard,
            @Nullable CoreLinks links,
            @Nullable Confirmations confirmations) {
        this.shards = shards;
        this.core = core;
        this.heard = heard;
        this.links = links;
        this.confirmations = confirmations;
    }

    /**
     * Before the first cycle.
     *
     * @param sessionsHere by client id
     * @param groupsHere those that have members
     */
    public void connect(
            Forwards way,
            Function<String, @Nullable MqttSession> sessionsHere,
            Function<SharedFilter, @Nullable SharedGroup> groupsHere) {
        forwards = way;
        sessions = sessionsHere;
        groups = groupsHere;
    }

    // ---- sending ----

    /**
     * From a group at home here to a member of another core.
     *
     * @param membership whose count it is part of
     */
    ToMember way(String group, String clientId, long membership) {
        int home = shards.shardOf(group);
        int there = shards.shardOf(clientId);
        return (to, publication) ->
                send(
                        home,
                        new Address(there, SessionForwards.GIVEN, to.clone(), membership),
                        publication.kept());
    }

    /** From a group to one member. */
    interface ToMember {
        /**
         * @param address a {@link GiftAddress}, with the options of this message
         */
        void give(byte[] address, Publication publication);
    }

    @Override
    public void giveBack(String group, int shard, Message unacknowledged) {
        int home = shards.shardOf(group);
        if (shards.coreOf(home) == core) {
            giveAnew(group, unacknowledged);
        } else {
            byte[] to = GiftAddress.of(group);
            send(
                    shard,
                    new Address(home, SessionForwards.RETURNED, to, Address.NO_TAG),
                    unacknowledged);
        }
    }

    private void send(int shard, Address to, Message kept) {
        Objects.requireNonNull(forwards).sendTo(shard, to, mailed.wrap(kept));
    }

    /** Its event is kept. */
    @Override
    public Forwards.Outcome trySend(Publication publication, Forward forward) {
        Address to = Objects.requireNonNull(forward.address());
        int there = shards.coreOf(to.shard());
        if (there == core) {
            address.wrap(to.bytes());
            arrived(to, publication);
        } else {
            post(there, to, publication);
        }
        return Forwards.Outcome.SENT;
    }

    private void post(int there, Address to, Publication publication) {
        Confirmations numbers = Objects.requireNonNull(confirmations);
        long number = numbers.next();
        numbers.given(there, number);
        int type =
                to.purpose() == SessionForwards.GIVEN
                        ? CoreMessage.GROUP_GIVE
                        : CoreMessage.GROUP_RETURN_ONCE;
        int length = Gift.write(message, to.tag(), to.bytes(), publication);
        Objects.requireNonNull(links).post(there, type, number, message, 0, length);
    }

    // ---- receiving ----

    /** Sender and receiver, on different cores before a restart, are both here. */
    private void arrived(Address to, Publication publication) {
        if (to.purpose() == SessionForwards.GIVEN) {
            given(address, 0, to.bytes().length, publication, null, null);
        } else {
            returned(GiftAddress.group(address, 0), publication);
        }
    }

    /**
     * A member of this core is to have it.
     *
     * @param member whom it was given to, null when that is a member no more
     * @param origin its membership's
     */
    void given(
            DirectBuffer to,
            int at,
            int length,
            Publication publication,
            @Nullable MqttSession member,
            @Nullable Origin origin) {
        int shard = ForwardStreams.to(publication.forwardStream());
        if (heard.has(shard, publication)) {
            return;
        }
        heard.took(shard, publication);
        if (member != null && origin != null) {
            accept(member, to, at, publication, origin);
            return;
        }
        String group = GiftAddress.group(to, at);
        MqttSession found = sessions.apply(GiftAddress.clientId(to, at, length));
        if (found != null && found.subscription(group) != null) {
            accept(found, to, at, publication, new ReplayedOrigin(group, shard, this));
        } else {
            giveBack(group, shard, publication.kept());
        }
    }

    /** One message for a session, as its address says. */
    static void accept(
            MqttSession member, DirectBuffer to, int at, Publication publication, Origin origin) {
        int identifier = GiftAddress.identifier(to, at);
        member.accept(
                publication,
                GiftAddress.qos(to, at),
                GiftAddress.retain(to, at),
                identifier == 0 ? NO_IDENTIFIERS : new int[] {identifier},
                origin);
    }

    /** A group at home here has a message back. */
    void returned(String group, Publication publication) {
        int shard = ForwardStreams.to(publication.forwardStream());
        if (!heard.has(shard, publication)) {
            heard.took(shard, publication);
            giveAnew(group, publication.kept());
        }
    }

    private void giveAnew(String group, Message unacknowledged) {
        SharedGroup here = groups.apply(SharedFilter.parse(group, Integer.MAX_VALUE));
        if (here != null) {
            here.onUnacknowledged(unacknowledged);
        }
    }
}

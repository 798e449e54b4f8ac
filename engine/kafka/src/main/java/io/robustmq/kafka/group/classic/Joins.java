package io.robustmq.kafka.group.classic;

import io.robustmq.kafka.group.Deadline;
import io.robustmq.kafka.group.GroupConfig;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Who may join a classic group, as whom, and whether that is a rebalance for all. */
@OwnedBy(Core.class)
final class Joins {
    private final Core core;
    private final GroupConfig config;
    private final Rebalance rebalance;
    private final ClassicMembers members;
    private final Rebalance.Keeper keeper;

    Joins(Core core, GroupConfig config, Rebalance rebalance, Rebalance.Keeper keeper) {
        this.core = core;
        this.config = config;
        this.rebalance = rebalance;
        this.members = rebalance.members();
        this.keeper = keeper;
    }

    /** A member comes, or comes again. */
    void join(Join join) {
        String memberId = join.memberId();
        if (!hasRoomFor(join)) {
            members.remove(memberId);
            join.refuse("", Errors.GROUP_MAX_SIZE_REACHED);
        } else if (!agrees(join)) {
            join.refuse(memberId, Errors.INCONSISTENT_GROUP_PROTOCOL);
        } else if (join.isUnknown()) {
            joinNew(join);
        } else if (members.isPending(memberId) && join.instanceId() == null) {
            add(join, memberId);
        } else {
            joinKnown(join, members.check(memberId, join.instanceId()));
        }
    }

    /** Of a group that is rebalancing counts who has joined: the last ones are too many. */
    private boolean hasRoomFor(Join join) {
        ClassicMember known = members.get(join.memberId());
        int others = members.pendingCount() - (members.isPending(join.memberId()) ? 1 : 0);
        return switch (rebalance.state()) {
            case EMPTY -> others < config.membersMax();
            case PREPARING ->
                    (known != null && known.awaitsJoin())
                            || members.joinedCount() + others < config.membersMax();
            case COMPLETING, STABLE ->
                    known != null || members.count() + others < config.membersMax();
        };
    }

    private boolean agrees(Join join) {
        List<Protocol> protocols = join.protocols();
        String type = join.data().protocolType();
        return members.isEmpty()
                ? !type.isEmpty() && !protocols.isEmpty()
                : rebalance.protocolType().equals(type) && members.agreeOn(protocols);
    }

    private void joinNew(Join join) {
        String old = members.idOf(join.instanceId());
        String name = join.instanceId() == null ? join.client().clientId() : join.instanceId();
        String newId = name + "-" + UUID.randomUUID();
        ClassicMember replaced = old == null ? null : members.get(old);
        if (replaced != null) {
            replace(join, replaced, newId);
        } else if (join.wantsId()) {
            Deadline untilJoined = new Deadline(core, () -> rebalance.onPendingOver(newId));
            untilJoined.setMs(join.data().sessionTimeoutMs());
            members.addPending(newId, untilJoined);
            join.refuse(newId, Errors.MEMBER_ID_REQUIRED);
        } else {
            add(join, newId);
        }
    }

    private void add(Join join, String memberId) {
        members.forgetPending(memberId);
        rebalance.enter(member(join, memberId), join);
    }

    private ClassicMember member(Join join, String id) {
        ClassicMember member =
                member(id, join.instanceId(), join.client().clientId(), join.client().host());
        member.terms(
                join.data().rebalanceTimeoutMs(), join.data().sessionTimeoutMs(), join.protocols());
        return member;
    }

    /** Whose session ends as this group's members' do. */
    ClassicMember member(String id, @Nullable String instanceId, String clientId, String host) {
        Deadline session = new Deadline(core, () -> rebalance.onSessionOver(id));
        return new ClassicMember(id, instanceId, clientId, host, session);
    }

    /** One whose answer was lost, or that follows, gets the generation that there is. */
    private void joinKnown(Join join, Errors error) {
        ClassicMember member = members.get(join.memberId());
        if (error != Errors.NONE || member == null) {
            join.refuse(join.memberId(), error == Errors.NONE ? Errors.UNKNOWN_MEMBER_ID : error);
        } else if (mayStay(member, join)) {
            join.reply().send(join.fit(rebalance.joined(member)));
        } else {
            members.update(
                    member,
                    join.data().rebalanceTimeoutMs(),
                    join.data().sessionTimeoutMs(),
                    join.protocols());
            members.await(member, join);
            rebalance.begin();
        }
    }

    /** A leader that joins a stable group wants all to share anew, whatever it says. */
    private boolean mayStay(ClassicMember member, Join join) {
        boolean isThere =
                rebalance.state() == ClassicState.COMPLETING
                        || (rebalance.state() == ClassicState.STABLE
                                && !members.isLeader(member.id()));
        return isThere && Protocol.areSame(member.protocols(), join.protocols());
    }

    /** A static member is back under a new id (KIP-345): its place, its assignment are its own. */
    private void replace(Join join, ClassicMember old, String newId) {
        ClassicMember member = member(join, newId);
        member.assign(old.assignment());
        members.replace(old, member);
        member.session().setMs(member.sessionTimeoutMs());
        boolean isStable = rebalance.state() == ClassicState.STABLE;
        if (isStable && members.elected().equals(rebalance.protocol())) {
            rebalance.append();
            keeper.answer(join.reply(), join.fit(rejoined(join, member, old.id())));
        } else {
            members.await(member, join);
            rebalance.begin();
        }
    }

    /**
     * A leader that is back does not assign (KIP-814); one that can't be told so is told that
     * another leads.
     */
    private JoinGroupResponseData rejoined(Join join, ClassicMember member, String oldId) {
        JoinGroupResponseData response = rebalance.joined(member);
        if (!members.isLeader(member.id())) {
            return response;
        }
        return join.maySkipAssignment()
                ? response.setSkipAssignment(true)
                : response.setLeader(oldId).setMembers(List.of());
    }
}

package io.robustmq.kafka.group.classic;

import io.robustmq.kafka.control.Reply;
import io.robustmq.kafka.group.EventReader;
import io.robustmq.kafka.group.Group;
import io.robustmq.kafka.group.GroupConfig;
import io.robustmq.kafka.group.GroupEvents;
import io.robustmq.kafka.group.GroupJournal;
import io.robustmq.kafka.group.offset.CommittedOffset;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A group whose members assign among themselves: all of them join, the leader gets what they said
 * and hands in who gets what, and each fetches its own by syncing. Also a group that has offsets
 * and never had a member.
 *
 * <p>Members that wait or come are in memory alone, as in Kafka. What is kept is a {@link
 * Generation}, once its leader has synced: after a restart members go on in it, or are told
 * ILLEGAL_GENERATION or UNKNOWN_MEMBER_ID and join again. An answer to SyncGroup leaves when its
 * generation is kept.
 *
 * <p>Sources: Kafka's protocol guide, KIP-134 (initial delay), KIP-211 (expiry), KIP-345 (static
 * members), KIP-394 (id first), KIP-429 (cooperative: nothing to do here), KIP-559, KIP-814 (a
 * static leader that comes back does not assign).
 */
@OwnedBy(Core.class)
public final class ClassicGroup extends Group {
    private final Rebalance rebalance;
    private final ClassicMembers members;
    private final Joins joins;

    /**
     * @param before whose offsets it takes over; null for none
     */
    public ClassicGroup(
            String id,
            int shard,
            Core core,
            GroupConfig config,
            GroupJournal journal,
            @Nullable Group before) {
        super(id, shard, journal, before);
        Rebalance.Keeper keeper = keeper();
        rebalance = new Rebalance(core, config, keeper);
        members = rebalance.members();
        joins = new Joins(core, config, rebalance, keeper);
    }

    private Rebalance.Keeper keeper() {
        return new Rebalance.Keeper() {
            @Override
            public void append(Generation generation) {
                generation.write(begin());
                ClassicGroup.this.append(GroupEvents.GENERATION);
            }

            @Override
            public void answer(Reply reply, ApiMessage response) {
                ClassicGroup.this.answer(reply, response);
            }
        };
    }

    // ---- requests ----

    /** A member comes, or comes again. */
    public void join(Join join) {
        joins.join(join);
    }

    /** A member fetches its assignment, the leader hands in everybody's. */
    public void sync(SyncGroupRequestData asked, Reply reply) {
        Errors error = checkSync(asked);
        ClassicMember member = members.get(asked.memberId());
        if (error != Errors.NONE || member == null) {
            reply.send(ClassicMember.syncError(error));
        } else {
            rebalance.sync(member, asked.assignments(), reply);
        }
    }

    private Errors checkSync(SyncGroupRequestData asked) {
        Errors error = checkMember(asked.memberId(), asked.groupInstanceId(), asked.generationId());
        if (error != Errors.NONE) {
            return error;
        }
        boolean isOther =
                differs(asked.protocolType(), rebalance.protocolType())
                        || differs(asked.protocolName(), rebalance.protocol());
        if (isOther) {
            return Errors.INCONSISTENT_GROUP_PROTOCOL; // KIP-559
        }
        return rebalance.state() == ClassicState.PREPARING
                ? Errors.REBALANCE_IN_PROGRESS
                : Errors.NONE;
    }

    private static boolean differs(@Nullable String said, @Nullable String known) {
        return said != null && known != null && !said.equals(known);
    }

    private Errors checkMember(String id, @Nullable String instanceId, int epoch) {
        Errors error = members.check(id, instanceId);
        return error == Errors.NONE && epoch != rebalance.generation()
                ? Errors.ILLEGAL_GENERATION
                : error;
    }

    /** A member is alive. @return REBALANCE_IN_PROGRESS when it is to join again */
    public Errors heartbeat(HeartbeatRequestData asked) {
        String memberId = asked.memberId();
        Errors error = checkMember(memberId, asked.groupInstanceId(), asked.generationId());
        if (error != Errors.NONE) {
            return error;
        }
        onCommit(memberId);
        return rebalance.state() == ClassicState.PREPARING
                ? Errors.REBALANCE_IN_PROGRESS
                : Errors.NONE;
    }

    /**
     * A member leaves, or is taken out by its instance's name (KIP-345). {@link #afterLeaving}
     * follows once all of a request have left.
     */
    public Errors leave(MemberIdentity leaving) {
        String memberId = leaving.memberId();
        if (memberId.isEmpty()) {
            String known = members.idOf(leaving.groupInstanceId());
            if (known == null) {
                return Errors.UNKNOWN_MEMBER_ID;
            }
            members.remove(known);
            return Errors.NONE;
        }
        Errors error =
                members.isPending(memberId)
                        ? Errors.NONE
                        : members.check(memberId, leaving.groupInstanceId());
        if (error == Errors.NONE) {
            members.remove(memberId);
        }
        return error;
    }

    /** Members have left: those who stay share anew. */
    public void afterLeaving() {
        rebalance.afterLeaving();
    }

    // ---- what is kept ----

    /** Recovery: it is as it was in this generation. */
    public void restore(EventReader event) {
        Generation kept = Generation.read(event);
        close();
        List.copyOf(members.all()).forEach(member -> members.remove(member.id()));
        List<ClassicMember> restored = new ArrayList<>();
        kept.members().forEach(each -> restored.add(restored(each, kept.protocol())));
        rebalance.restore(kept, restored);
    }

    private ClassicMember restored(Generation.Kept kept, @Nullable String protocol) {
        ClassicMember member =
                joins.member(kept.id(), kept.instanceId(), kept.clientId(), kept.host());
        Protocol known = new Protocol(protocol == null ? "" : protocol, kept.metadata());
        member.terms(kept.rebalanceTimeoutMs(), kept.sessionTimeoutMs(), List.of(known));
        member.assign(kept.assignment());
        return member;
    }

    @Override
    public void resume(GroupConfig config) {
        members.all().forEach(member -> member.session().setMs(member.sessionTimeoutMs()));
    }

    @Override
    public void close() {
        rebalance.close();
    }

    // ---- as a group ----

    @Override
    public String type() {
        return "classic";
    }

    @Override
    public String state() {
        return rebalance.state().kafkaName();
    }

    @Override
    public String protocolType() {
        return rebalance.protocolType();
    }

    @Override
    public int memberCount() {
        return members.count();
    }

    @Override
    public boolean isEmpty() {
        return rebalance.state() == ClassicState.EMPTY;
    }

    @Override
    public boolean isAwaited() {
        return members.pendingCount() > 0;
    }

    @Override
    public Errors checkCommit(
            String memberId, @Nullable String instanceId, int epoch, int version) {
        if (epoch < 0 && isEmpty()) {
            return Errors.NONE; // from an administrator, or a consumer that assigns itself
        }
        if (epoch < 0 && memberId.isEmpty() && instanceId == null) {
            return Errors.UNKNOWN_MEMBER_ID;
        }
        Errors error = checkMember(memberId, instanceId, epoch);
        return error == Errors.NONE && rebalance.state() == ClassicState.COMPLETING
                ? Errors.REBALANCE_IN_PROGRESS
                : error;
    }

    @Override
    public Errors checkFetch(@Nullable String memberId, int epoch) {
        return Errors.NONE;
    }

    @Override
    public Errors checkOffsetDelete() {
        return isEmpty() || rebalance.isOfConsumers() ? Errors.NONE : Errors.NON_EMPTY_GROUP;
    }

    @Override
    public boolean isSubscribedTo(String topic) {
        Set<String> subscribed = rebalance.subscribed();
        return subscribed == null ? rebalance.isOfConsumers() : subscribed.contains(topic);
    }

    /** An empty group's offsets count from when it became empty. */
    @Override
    public long lastUseMs(CommittedOffset offset) {
        if (rebalance.protocolType().isEmpty()) {
            return offset.committedMs();
        }
        if (isEmpty()) {
            return rebalance.changedMs();
        }
        boolean knowsTopics = rebalance.isOfConsumers() && rebalance.subscribed() != null;
        return knowsTopics && rebalance.state() == ClassicState.STABLE
                ? offset.committedMs()
                : NEVER;
    }

    @Override
    public void onCommit(String memberId) {
        ClassicMember member = members.get(memberId);
        if (member != null) {
            member.session().setMs(member.sessionTimeoutMs());
        }
    }

    /** As DescribeGroups says it; metadata and assignments only while they are agreed on. */
    public DescribedGroup describe() {
        String agreed = rebalance.state() == ClassicState.STABLE ? rebalance.protocol() : null;
        DescribedGroup described =
                new DescribedGroup()
                        .setGroupId(id())
                        .setGroupState(state())
                        .setProtocolType(protocolType())
                        .setProtocolData(agreed == null ? "" : agreed);
        members.all().forEach(member -> described.members().add(member.describe(agreed)));
        return described;
    }
}

package io.robustmq.kafka.group.consumer;

import io.robustmq.kafka.control.Client;
import io.robustmq.kafka.group.GroupConfig;
import io.robustmq.kafka.group.GroupError;
import io.robustmq.kafka.topic.Topics;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a heartbeat of a member changes in its group (KIP-848): who it is and what it wants,
 * whether all is to be shared anew, and its own next step. Every change is an event of the group,
 * and the answer waits until they are kept. One heartbeat costs a step of one member, and, when the
 * group's epoch has grown, one assignment.
 */
@OwnedBy(Core.class)
public final class Heartbeats {
    private static final int JOIN = 0;
    private static final int LEAVE = -1;

    /** From here on members make their ids themselves (KIP-1082). */
    private static final int OWN_ID_FROM = 1;

    /**
     * Members and partitions of a group that is shared anew whenever its epoch grows. A larger one
     * is left alone afterwards for {@link #PAUSE_NS_PER_PIECE} each, so that assignments take a
     * small part of the core however many members come at once; who waits for one beats again soon.
     */
    static final int PIECES_AT_ONCE = 256;

    static final long PAUSE_NS_PER_PIECE = 10_000;

    /** How soon members beat again that wait for an assignment. */
    static final int SOON_MS = 250;

    private final GroupConfig config;
    private final CoreClock clock;
    private final Topics topics;
    private final Subscriptions subscriptions;
    private final Targets targets;

    public Heartbeats(GroupConfig config, Topics topics, CoreClock clock) {
        this.config = config;
        this.clock = clock;
        this.topics = topics;
        this.subscriptions = new Subscriptions(topics);
        this.targets = new Targets(topics);
    }

    /** The assignor that a group uses now. */
    String assignorName(ConsumerGroup group) {
        return targets.assignorName(group);
    }

    /** Whether it may create its group. */
    public static boolean isJoin(ConsumerGroupHeartbeatRequestData asked) {
        return asked.memberEpoch() == JOIN;
    }

    /**
     * Whether the request is one, whatever the group.
     *
     * @throws GroupError INVALID_REQUEST, UNSUPPORTED_ASSIGNOR, INVALID_REGULAR_EXPRESSION
     */
    public void check(ConsumerGroupHeartbeatRequestData asked, int version) throws GroupError {
        require(!asked.groupId().isEmpty(), "GroupId is empty");
        require(!"".equals(asked.instanceId()), "InstanceId is empty");
        require(!"".equals(asked.rackId()), "RackId is empty");
        require(asked.memberEpoch() >= Current.LEFT_FOR_NOW, "MemberEpoch is below -2");
        boolean mayLackId = isJoin(asked) && version < OWN_ID_FROM;
        require(mayLackId || !asked.memberId().isEmpty(), "MemberId is empty");
        if (isJoin(asked)) {
            require(
                    asked.rebalanceTimeoutMs() != Subscriptions.UNSAID,
                    "a join needs RebalanceTimeoutMs");
            require(
                    asked.topicPartitions() != null && asked.topicPartitions().isEmpty(),
                    "a join needs TopicPartitions, and none in it");
            require(
                    asked.subscribedTopicNames() != null || asked.subscribedTopicRegex() != null,
                    "a join needs SubscribedTopicNames or SubscribedTopicRegex");
        }
        require(
                asked.memberEpoch() != Current.LEFT_FOR_NOW || asked.instanceId() != null,
                "MemberEpoch is -2 without InstanceId");
        String assignor = asked.serverAssignor();
        if (assignor != null && !targets.offers(assignor)) {
            throw new GroupError(
                    Errors.UNSUPPORTED_ASSIGNOR,
                    "ServerAssignor is " + assignor + ", not one of uniform, range");
        }
        if (asked.subscribedTopicRegex() != null) {
            TopicPattern.of(asked.subscribedTopicRegex());
        }
    }

    private static void require(boolean holds, String otherwise) throws GroupError {
        if (!holds) {
            throw new GroupError(Errors.INVALID_REQUEST, otherwise);
        }
    }

    /**
     * A heartbeat of somebody who may be in the group.
     *
     * @throws GroupError as KIP-848 has it; then nothing has changed
     */
    public ConsumerGroupHeartbeatResponseData heartbeat(
            ConsumerGroup group, ConsumerGroupHeartbeatRequestData asked, Client client)
            throws GroupError {
        if (asked.memberEpoch() < JOIN) {
            return leave(group, asked);
        }
        Owned owned = new Owned(asked.topicPartitions());
        ConsumerMember known = find(group, asked, owned);
        if (known == null && group.members().size() >= config.membersMax()) {
            throw new GroupError(
                    Errors.GROUP_MAX_SIZE_REACHED, config.membersMax() + " members are the most");
        }
        Subscription had = known == null ? null : known.wants();
        Partitions assigned = known == null ? Partitions.NONE : known.has().assigned();
        Subscription wants =
                known == null
                        ? subscriptions.first(asked, client)
                        : subscriptions.next(known, asked, client);
        ConsumerMember member = enter(group, known, wants, isJoin(asked));
        targets.renew(group, had == null || wants.wantsOther(had));
        step(group, member, owned);
        member.session().setMs(config.consumerSessionTimeout().toMillis());
        return answer(group, asked, member, !member.has().assigned().equals(assigned));
    }

    // ---- who it is ----

    /**
     * @return the member; the one whose place it takes; null when it is new
     */
    private static @Nullable ConsumerMember find(
            ConsumerGroup group, ConsumerGroupHeartbeatRequestData asked, Owned owned)
            throws GroupError {
        ConsumerMember byId = group.member(asked.memberId());
        String instanceId = asked.instanceId();
        if (!isJoin(asked)) {
            ConsumerMember member = identified(group, asked);
            checkEpoch(member.has(), asked.memberEpoch(), owned);
            return member;
        }
        ConsumerMember holder = instanceId == null ? null : group.instance(instanceId);
        if (holder == null || holder == byId) {
            return byId;
        }
        if (holder.has().epoch() != Current.LEFT_FOR_NOW) {
            throw new GroupError(
                    Errors.UNRELEASED_INSTANCE_ID,
                    instanceId + " is another member's, who is there");
        }
        return holder;
    }

    private static ConsumerMember identified(
            ConsumerGroup group, ConsumerGroupHeartbeatRequestData asked) throws GroupError {
        String instanceId = asked.instanceId();
        ConsumerMember member =
                instanceId == null ? group.member(asked.memberId()) : group.instance(instanceId);
        if (member == null) {
            throw new GroupError(
                    Errors.UNKNOWN_MEMBER_ID, asked.memberId() + " is not in the group");
        }
        if (!member.id().equals(asked.memberId())) {
            throw new GroupError(Errors.FENCED_INSTANCE_ID, instanceId + " is another member's");
        }
        return member;
    }

    /** The epoch it is in, or the one before when the answer with the new one may be lost. */
    private static void checkEpoch(Current has, int said, Owned owned) throws GroupError {
        boolean isLate =
                said == has.previousEpoch()
                        && said < has.epoch()
                        && owned.areWithin(has.assigned());
        if (said != has.epoch() && !isLate) {
            throw new GroupError(
                    Errors.FENCED_MEMBER_EPOCH,
                    "epoch is " + said + ", not " + has.epoch() + ": give up all and join again");
        }
    }

    private ConsumerMember enter(
            ConsumerGroup group,
            @Nullable ConsumerMember known,
            Subscription wants,
            boolean isJoin) {
        String id = wants.memberId();
        if (known != null && !known.id().equals(id)) {
            replace(group, known, wants);
        } else if (known == null || !known.wants().equals(wants)) {
            group.commitMember(wants);
        }
        ConsumerMember member = Objects.requireNonNull(group.member(id));
        if (known == member && isJoin && !known.has().equals(Current.NEW)) {
            group.commitCurrent(id, Current.NEW); // it has nothing, and says so
        }
        member.matchedAt(topics.version());
        return member;
    }

    /** A static member is back under another id: what it had and was to have is its own. */
    private static void replace(ConsumerGroup group, ConsumerMember old, Subscription wants) {
        Current has = old.has();
        Partitions target = old.target();
        group.commitGone(old.id());
        group.commitMember(wants);
        group.commitTarget(group.targetEpoch(), Map.of(wants.memberId(), target));
        Current from = new Current(JOIN, JOIN, MemberState.STABLE, has.assigned(), Partitions.NONE);
        group.commitCurrent(wants.memberId(), from);
    }

    private static ConsumerGroupHeartbeatResponseData leave(
            ConsumerGroup group, ConsumerGroupHeartbeatRequestData asked) throws GroupError {
        ConsumerMember member = identified(group, asked);
        if (asked.memberEpoch() == LEAVE) {
            group.expel(member.id());
        } else {
            Current has = member.has();
            Current left =
                    new Current(
                            Current.LEFT_FOR_NOW,
                            has.epoch(),
                            MemberState.STABLE,
                            has.assigned(),
                            Partitions.NONE);
            group.commitCurrent(member.id(), left);
            member.watch();
        }
        return new ConsumerGroupHeartbeatResponseData()
                .setMemberId(asked.memberId())
                .setMemberEpoch(asked.memberEpoch());
    }

    // ---- what it gets ----

    private void step(ConsumerGroup group, ConsumerMember member, Owned owned) {
        long nowNs = clock.nowNs();
        if (group.epoch() > group.targetEpoch() && group.mayAssign(nowNs)) {
            int pieces = targets.assign(group);
            group.nextAssignmentNs(
                    pieces <= PIECES_AT_ONCE ? nowNs : nowNs + pieces * PAUSE_NS_PER_PIECE);
        }
        Current next =
                Reconciliation.next(
                        member.has(),
                        group.targetEpoch(),
                        member.target(),
                        group.holdings(),
                        owned);
        if (!next.equals(member.has())) {
            group.commitCurrent(member.id(), next);
            member.watch();
        }
    }

    /** What it has is said when it changed, or when the member said all of its own. */
    private ConsumerGroupHeartbeatResponseData answer(
            ConsumerGroup group,
            ConsumerGroupHeartbeatRequestData asked,
            ConsumerMember member,
            boolean hasChanged) {
        ConsumerGroupHeartbeatResponseData response =
                new ConsumerGroupHeartbeatResponseData()
                        .setMemberId(member.id())
                        .setMemberEpoch(member.has().epoch())
                        .setHeartbeatIntervalMs(intervalMs(group));
        boolean isFull =
                asked.rebalanceTimeoutMs() != Subscriptions.UNSAID
                        && (asked.subscribedTopicNames() != null
                                || asked.subscribedTopicRegex() != null)
                        && asked.topicPartitions() != null;
        return isFull || isJoin(asked) || hasChanged
                ? response.setAssignment(assignment(member.has().assigned()))
                : response;
    }

    private int intervalMs(ConsumerGroup group) {
        int standardMs = (int) config.consumerHeartbeatInterval().toMillis();
        return group.epoch() > group.targetEpoch() ? Math.min(SOON_MS, standardMs) : standardMs;
    }

    private static Assignment assignment(Partitions partitions) {
        Assignment assignment = new Assignment();
        partitions.forEachTopic((topic, numbers) ->
                assignment
                        .topicPartitions()
                        .add(new TopicPartitions().setTopicId(topic).setPartitions(numbers)));
        return assignment;
    }
}

package io.robustmq.kafka.group.coordinator;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.kafka.access.Access;
import io.robustmq.kafka.control.Client;
import io.robustmq.kafka.control.ControlRequest;
import io.robustmq.kafka.control.Handlers;
import io.robustmq.kafka.group.GroupConfig;
import io.robustmq.kafka.topic.Nodes;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.KeepingJournal;
import io.robustmq.transport.core.FakeCore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** One core's coordinator, without sockets: time stands still until a test moves it. */
final class GroupRig {
    static final String GROUP = "readers";
    static final int SESSION_MS = 10_000;
    static final int REBALANCE_MS = 60_000;
    static final Shards SHARDS = new Shards(4, 1);

    /** Another after a restart: what waited in the old one waits no more. */
    FakeCore core = new FakeCore();

    final FakeTopics topics = new FakeTopics();
    final KeepingJournal journal = new KeepingJournal();
    final GroupConfig config;
    CommitGate gate = new CommitGate(journal, Durability.SYNC);
    private Handlers handlers = new Handlers();
    Coordinator coordinator;
    Access access = Access.ALL;

    GroupRig() {
        this(10);
    }

    GroupRig(int membersMax) {
        this(membersMax, 1_000);
    }

    GroupRig(int membersMax, int offsetsMax) {
        GroupConfig standard = GroupConfig.DEFAULT;
        config =
                new GroupConfig(
                        membersMax,
                        offsetsMax,
                        standard.sessionTimeoutMin(),
                        standard.sessionTimeoutMax(),
                        Duration.ofSeconds(3),
                        standard.consumerSessionTimeout(),
                        standard.consumerHeartbeatInterval(),
                        standard.offsetMetadataMax(),
                        standard.offsetsRetention());
        coordinator = coordinator();
        coordinator.resume();
    }

    private Coordinator coordinator() {
        Coordinator made = new Coordinator(core, gate, SHARDS, topics, config);
        handlers = new Handlers();
        made.register(handlers);
        return made;
    }

    /** The process ends; what the journal has is read again. */
    void restart() {
        restartEmpty();
        replayFrom(0);
        coordinator.resume();
    }

    /** The process ends and begins; the test says what is read again, and resumes. */
    void restartEmpty() {
        FakeCore next = new FakeCore();
        next.notBefore(core.nowMs());
        core = next;
        gate = new CommitGate(journal, Durability.SYNC);
        coordinator = coordinator();
    }

    void replayFrom(int frame) {
        for (KeepingJournal.Frame each :
                List.copyOf(journal.frames()).subList(frame, journal.frames().size())) {
            UnsafeBuffer event = new UnsafeBuffer(each.payload());
            coordinator.replay(each.shard(), each.type(), event, 0, event.capacity());
        }
    }

    Answer ask(Api key, int version, ApiMessage asked) {
        return ask(key, version, asked, "app");
    }

    Answer ask(Api key, int version, ApiMessage asked, String clientId) {
        Nodes nodes = new Nodes(SHARDS, List.of(new Nodes.Node(256, "here", 9092)));
        Client client = new Client(clientId, "/10.0.0.1", access, nodes);
        Answer answer = new Answer(gate, version);
        Objects.requireNonNull(handlers.get(key))
                .handle(new ControlRequest(key, version, asked, client), answer);
        return answer;
    }

    // ---- classic ----

    JoinGroupRequestData joining(
            String memberId, @Nullable String instanceId, String... protocols) {
        JoinGroupRequestData asked =
                new JoinGroupRequestData()
                        .setGroupId(GROUP)
                        .setMemberId(memberId)
                        .setGroupInstanceId(instanceId)
                        .setProtocolType("consumer")
                        .setSessionTimeoutMs(SESSION_MS)
                        .setRebalanceTimeoutMs(REBALANCE_MS);
        for (String protocol : protocols) {
            asked.protocols()
                    .add(
                            new JoinGroupRequestProtocol()
                                    .setName(protocol)
                                    .setMetadata((protocol + " of it").getBytes()));
        }
        return asked;
    }

    Answer join(JoinGroupRequestData asked) {
        return ask(Api.JOIN_GROUP, 9, asked);
    }

    Answer join(String memberId) {
        return join(joining(memberId, null, "range"));
    }

    Answer joinStatic(String memberId, String instanceId) {
        return join(joining(memberId, instanceId, "range"));
    }

    /** Gets an id and joins with it. */
    Joined joinNew() {
        JoinGroupResponseData refused = join("").as(JoinGroupResponseData.class);
        return new Joined(refused.memberId(), join(refused.memberId()));
    }

    record Joined(String memberId, Answer answer) {
        JoinGroupResponseData response() {
            return answer.as(JoinGroupResponseData.class);
        }
    }

    Answer sync(String memberId, int generation, String... assignments) {
        SyncGroupRequestData asked =
                new SyncGroupRequestData()
                        .setGroupId(GROUP)
                        .setMemberId(memberId)
                        .setGenerationId(generation)
                        .setProtocolType("consumer")
                        .setProtocolName("range");
        for (int i = 0; i < assignments.length; i += 2) {
            asked.assignments()
                    .add(
                            new SyncGroupRequestAssignment()
                                    .setMemberId(assignments[i])
                                    .setAssignment(assignments[i + 1].getBytes()));
        }
        return ask(Api.SYNC_GROUP, 5, asked);
    }

    Errors heartbeat(String memberId, int generation) {
        HeartbeatRequestData asked =
                new HeartbeatRequestData()
                        .setGroupId(GROUP)
                        .setMemberId(memberId)
                        .setGenerationId(generation);
        return Errors.forCode(
                ask(Api.HEARTBEAT, 4, asked).as(HeartbeatResponseData.class).errorCode());
    }

    Errors leave(String memberId, @Nullable String instanceId) {
        LeaveGroupRequestData asked = new LeaveGroupRequestData().setGroupId(GROUP);
        asked.members()
                .add(new MemberIdentity().setMemberId(memberId).setGroupInstanceId(instanceId));
        LeaveGroupResponseData said =
                ask(Api.LEAVE_GROUP, 5, asked).as(LeaveGroupResponseData.class);
        return Errors.forCode(
                said.errorCode() != 0 ? said.errorCode() : said.members().getFirst().errorCode());
    }

    DescribeGroupsResponseData.DescribedGroup describe() {
        return ask(
                        Api.DESCRIBE_GROUPS,
                        6,
                        new DescribeGroupsRequestData().setGroups(List.of(GROUP)))
                .as(DescribeGroupsResponseData.class)
                .groups()
                .getFirst();
    }

    ConsumerGroupDescribeResponseData.DescribedGroup describeConsumer() {
        return ask(
                        Api.CONSUMER_GROUP_DESCRIBE,
                        1,
                        new ConsumerGroupDescribeRequestData().setGroupIds(List.of(GROUP)))
                .as(ConsumerGroupDescribeResponseData.class)
                .groups()
                .getFirst();
    }

    // ---- offsets ----

    OffsetCommitRequestData committing(
            String memberId, int epoch, String topic, int partition, long offset) {
        OffsetCommitRequestTopic of =
                new OffsetCommitRequestTopic().setName(topic).setTopicId(idOf(topic));
        of.partitions()
                .add(
                        new OffsetCommitRequestPartition()
                                .setPartitionIndex(partition)
                                .setCommittedOffset(offset)
                                .setCommittedMetadata("seen"));
        OffsetCommitRequestData asked =
                new OffsetCommitRequestData()
                        .setGroupId(GROUP)
                        .setMemberId(memberId)
                        .setGenerationIdOrMemberEpoch(epoch);
        asked.topics().add(of);
        return asked;
    }

    private org.apache.kafka.common.Uuid idOf(String topic) {
        return topics.byName(topic) == null
                ? new org.apache.kafka.common.Uuid(1, 1)
                : topics.id(topic);
    }

    Errors commit(String memberId, int epoch, String topic, int partition, long offset) {
        Answer answer =
                ask(Api.OFFSET_COMMIT, 10, committing(memberId, epoch, topic, partition, offset));
        return commitError(answer);
    }

    static Errors commitError(Answer answer) {
        return Errors.forCode(
                answer.as(OffsetCommitResponseData.class)
                        .topics()
                        .getFirst()
                        .partitions()
                        .getFirst()
                        .errorCode());
    }

    /** −1 when there is none. */
    long committed(String topic, int partition) {
        OffsetFetchRequestGroup group = new OffsetFetchRequestGroup().setGroupId(GROUP);
        group.topics()
                .add(
                        new OffsetFetchRequestTopics()
                                .setName(topic)
                                .setPartitionIndexes(List.of(partition)));
        OffsetFetchRequestData asked = new OffsetFetchRequestData();
        asked.groups().add(group);
        return ask(Api.OFFSET_FETCH, 9, asked)
                .as(OffsetFetchResponseData.class)
                .groups()
                .getFirst()
                .topics()
                .getFirst()
                .partitions()
                .getFirst()
                .committedOffset();
    }
}

package io.robustmq.kafka.group.coordinator;

import io.robustmq.codec.kafka.wire.Api;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;

/** What clients may do to a few groups of both kinds, one thing at a time. */
final class RandomGroupLife {
    private static final List<String> CLASSIC = List.of("c0", "c1");
    private static final List<String> CONSUMER = List.of("k0", "k1", "k2");
    private static final List<String> TOPICS = List.of("t", "u", "v");

    private final GroupRig rig = new GroupRig();
    private final Random random;
    private final Set<String> kinds = new HashSet<>();
    private final Map<String, Integer> epochs = new HashMap<>();

    RandomGroupLife(Random random) {
        this.random = random;
        TOPICS.forEach(topic -> rig.topics.put(topic, 3));
    }

    GroupRig rig() {
        return rig;
    }

    /** States that were seen in pictures. */
    Set<String> kinds() {
        return kinds;
    }

    void step() {
        switch (random.nextInt(12)) {
            case 0 -> classic(one(CLASSIC), 1 + random.nextInt(3));
            case 1 -> commit();
            case 2 -> rig.core.advanceMs(random.nextInt(5_000));
            case 3 -> topics();
            case 4 -> delete(one(random.nextBoolean() ? CLASSIC : CONSUMER));
            case 5 -> join(one(CONSUMER), "m" + random.nextInt(4));
            case 6 -> leave(one(CONSUMER));
            default -> beat(one(CONSUMER));
        }
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** A consumer joins, gets its share, and leaves. */
    void comeAndGo(String group, String memberId) {
        join(group, memberId);
        leave(group, memberId);
    }

    void deleteAll() {
        CONSUMER.forEach(
                group -> describe(group).members().forEach(each -> leave(group, each.memberId())));
        CLASSIC.forEach(this::emptyClassic);
        CLASSIC.forEach(this::delete);
        CONSUMER.forEach(this::delete);
    }

    // ---- classic ----

    private void classic(String group, int members) {
        emptyClassic(group);
        List<Answer> joins = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            joins.add(rig.ask(Api.JOIN_GROUP, 3, rig.joining("", null, "range").setGroupId(group)));
        }
        rig.core.advanceMs(10_000 - 1);
        SyncGroupRequestData sync = new SyncGroupRequestData().setGroupId(group);
        for (Answer join : joins) {
            JoinGroupResponseData joined = join.as(JoinGroupResponseData.class);
            sync.setMemberId(joined.leader()).setGenerationId(joined.generationId());
            sync.assignments()
                    .add(
                            new SyncGroupRequestAssignment()
                                    .setMemberId(joined.memberId())
                                    .setAssignment(new byte[] {(byte) random.nextInt()}));
        }
        rig.ask(Api.SYNC_GROUP, 4, sync);
        if (random.nextBoolean()) {
            emptyClassic(group);
        }
    }

    private void emptyClassic(String group) {
        LeaveGroupRequestData leave = new LeaveGroupRequestData().setGroupId(group);
        describeClassic(group)
                .members()
                .forEach(each ->
                        leave.members().add(new MemberIdentity().setMemberId(each.memberId())));
        if (!leave.members().isEmpty()) {
            rig.ask(Api.LEAVE_GROUP, 4, leave);
        }
    }

    private DescribedGroup describeClassic(String group) {
        return rig.ask(
                        Api.DESCRIBE_GROUPS,
                        5,
                        new DescribeGroupsRequestData().setGroups(List.of(group)))
                .as(DescribeGroupsResponseData.class)
                .groups()
                .getFirst();
    }

    // ---- consumers ----

    private void join(String group, String memberId) {
        ConsumerGroupHeartbeatRequestData asked =
                new ConsumerGroupHeartbeatRequestData()
                        .setGroupId(group)
                        .setMemberId(memberId)
                        .setMemberEpoch(0)
                        .setInstanceId(memberId.equals("m3") ? "static" : null)
                        .setRebalanceTimeoutMs(30_000)
                        .setSubscribedTopicNames(List.of(one(TOPICS), one(TOPICS)))
                        .setSubscribedTopicRegex(random.nextInt(4) == 0 ? "v.*" : null)
                        .setTopicPartitions(List.of());
        ask(asked);
    }

    private void ask(ConsumerGroupHeartbeatRequestData asked) {
        ConsumerGroupHeartbeatResponseData said =
                rig.ask(Api.CONSUMER_GROUP_HEARTBEAT, 1, asked)
                        .as(ConsumerGroupHeartbeatResponseData.class);
        epochs.put(asked.groupId() + asked.memberId(), said.memberEpoch());
    }

    /** A member does as it was told, or not yet. */
    private void beat(String group) {
        for (Member member : describe(group).members()) {
            List<TopicPartitions> owned = new ArrayList<>();
            member.assignment()
                    .topicPartitions()
                    .forEach(each ->
                            owned.add(
                                    new TopicPartitions()
                                            .setTopicId(each.topicId())
                                            .setPartitions(each.partitions())));
            ask(
                    new ConsumerGroupHeartbeatRequestData()
                            .setGroupId(group)
                            .setMemberId(member.memberId())
                            .setMemberEpoch(member.memberEpoch())
                            .setTopicPartitions(random.nextInt(3) == 0 ? null : owned));
            if (random.nextBoolean()) {
                return;
            }
        }
    }

    private void leave(String group) {
        List<Member> members = describe(group).members();
        if (!members.isEmpty()) {
            Member member = one(members);
            boolean isStatic = member.instanceId() != null && random.nextBoolean();
            ask(
                    new ConsumerGroupHeartbeatRequestData()
                            .setGroupId(group)
                            .setMemberId(member.memberId())
                            .setInstanceId(member.instanceId())
                            .setMemberEpoch(isStatic ? -2 : -1));
        }
    }

    private void leave(String group, String memberId) {
        ask(
                new ConsumerGroupHeartbeatRequestData()
                        .setGroupId(group)
                        .setMemberId(memberId)
                        .setMemberEpoch(-1));
    }

    private ConsumerGroupDescribeResponseData.DescribedGroup describe(String group) {
        return rig.ask(
                        Api.CONSUMER_GROUP_DESCRIBE,
                        1,
                        new ConsumerGroupDescribeRequestData().setGroupIds(List.of(group)))
                .as(ConsumerGroupDescribeResponseData.class)
                .groups()
                .getFirst();
    }

    // ---- all ----

    private void commit() {
        String group = one(random.nextBoolean() ? CLASSIC : CONSUMER);
        List<Member> members = describe(group).members();
        String memberId = members.isEmpty() ? "" : members.getFirst().memberId();
        int epoch = members.isEmpty() ? -1 : members.getFirst().memberEpoch();
        rig.ask(
                Api.OFFSET_COMMIT,
                9,
                rig.committing(memberId, epoch, one(TOPICS), random.nextInt(3), random.nextInt(99))
                        .setGroupId(group));
    }

    private void topics() {
        String topic = one(TOPICS);
        rig.topics.put(topic, 3 + random.nextInt(3));
        if (random.nextInt(3) == 0) {
            rig.topics.delete(topic);
            rig.topics.put(topic, 3);
        }
    }

    private void delete(String group) {
        rig.ask(Api.DELETE_GROUPS, 2, new DeleteGroupsRequestData().setGroupsNames(List.of(group)));
    }

    /** All that clients can see, in an order of its own; classic groups that rebalance end that. */
    String picture() {
        StringBuilder picture = new StringBuilder();
        for (String group : CLASSIC) {
            if (describeClassic(group).groupState().endsWith("Rebalance")) {
                emptyClassic(group);
            }
            DescribedGroup described = describeClassic(group);
            kinds.add(described.groupState());
            picture.append(described).append('\n');
        }
        for (String group : CONSUMER) {
            ConsumerGroupDescribeResponseData.DescribedGroup described = describe(group);
            kinds.add(described.groupState());
            Set<String> members = new TreeSet<>();
            described.members().forEach(each -> members.add(each.toString()));
            picture.append(described.setMembers(List.of())).append(members).append('\n');
        }
        CLASSIC.forEach(group -> picture.append(offsets(group)).append('\n'));
        CONSUMER.forEach(group -> picture.append(offsets(group)).append('\n'));
        return picture.toString();
    }

    private String offsets(String group) {
        OffsetFetchRequestData asked = new OffsetFetchRequestData();
        asked.groups().add(new OffsetFetchRequestGroup().setGroupId(group).setTopics(null));
        Set<String> offsets = new TreeSet<>();
        rig.ask(Api.OFFSET_FETCH, 8, asked)
                .as(OffsetFetchResponseData.class)
                .groups()
                .getFirst()
                .topics()
                .forEach(topic ->
                        topic.partitions().forEach(each -> offsets.add(topic.name() + each)));
        return offsets.toString();
    }
}

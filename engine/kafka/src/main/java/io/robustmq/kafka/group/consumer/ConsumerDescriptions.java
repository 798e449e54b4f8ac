package io.robustmq.kafka.group.consumer;

import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.Topics;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.TopicPartitions;

/** Consumer groups as ConsumerGroupDescribe says them. */
@OwnedBy(Core.class)
public final class ConsumerDescriptions {
    /** That a member speaks this protocol itself (KIP-1099). */
    private static final byte CONSUMER_MEMBER = 1;

    private final Heartbeats heartbeats;
    private final Topics topics;

    public ConsumerDescriptions(Heartbeats heartbeats, Topics topics) {
        this.heartbeats = heartbeats;
        this.topics = topics;
    }

    public DescribedGroup describe(ConsumerGroup group) {
        DescribedGroup described =
                new DescribedGroup()
                        .setGroupId(group.id())
                        .setGroupState(group.state())
                        .setGroupEpoch(group.epoch())
                        .setAssignmentEpoch(group.targetEpoch())
                        .setAssignorName(heartbeats.assignorName(group));
        group.members().forEach(member -> described.members().add(describe(member)));
        return described;
    }

    private Member describe(ConsumerMember member) {
        Subscription wants = member.wants();
        return new Member()
                .setMemberId(member.id())
                .setInstanceId(wants.instanceId())
                .setRackId(wants.rackId())
                .setMemberEpoch(member.has().epoch())
                .setClientId(wants.clientId())
                .setClientHost(wants.host())
                .setSubscribedTopicNames(new ArrayList<>(wants.names()))
                .setSubscribedTopicRegex(wants.pattern().isEmpty() ? null : wants.pattern())
                .setAssignment(assignment(member.has().assigned()))
                .setTargetAssignment(assignment(member.target()))
                .setMemberType(CONSUMER_MEMBER);
    }

    /** Of topics that there still are. */
    private Assignment assignment(Partitions partitions) {
        Assignment assignment = new Assignment();
        partitions.forEachTopic((id, numbers) -> {
            Topic topic = topics.byId(id.getMostSignificantBits(), id.getLeastSignificantBits());
            if (topic != null) {
                assignment
                        .topicPartitions()
                        .add(
                                new TopicPartitions()
                                        .setTopicId(id)
                                        .setTopicName(topic.name())
                                        .setPartitions(numbers));
            }
        });
        return assignment;
    }
}

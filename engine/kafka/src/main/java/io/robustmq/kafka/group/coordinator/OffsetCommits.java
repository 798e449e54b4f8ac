package io.robustmq.kafka.group.coordinator;

import io.robustmq.kafka.control.ControlRequest;
import io.robustmq.kafka.control.Handler;
import io.robustmq.kafka.control.Reply;
import io.robustmq.kafka.group.EventWriter;
import io.robustmq.kafka.group.Group;
import io.robustmq.kafka.group.GroupConfig;
import io.robustmq.kafka.group.GroupEvents;
import io.robustmq.kafka.group.offset.CommittedOffset;
import io.robustmq.kafka.group.offset.GroupOffsets;
import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.Topics;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** OffsetCommit: one event for all that may be taken of a request; its answer waits for that. */
@OwnedBy(Core.class)
final class OffsetCommits implements Handler {
    /** From here on topics are named by their ids (KIP-848). */
    static final int BY_ID_FROM = 10;

    /** From here on an unknown group is said to be one. */
    private static final int UNKNOWN_GROUP_FROM = 9;

    private static final long UNSAID = -1;

    private final Core core;
    private final Groups groups;
    private final Topics topics;
    private final GroupConfig config;

    OffsetCommits(Core core, Groups groups, Topics topics, GroupConfig config) {
        this.core = core;
        this.groups = groups;
        this.topics = topics;
        this.config = config;
    }

    /** One that is taken. */
    private record Taken(String topic, int partition, CommittedOffset offset) {}

    @Override
    public void handle(ControlRequest request, Reply reply) {
        OffsetCommitRequestData asked = (OffsetCommitRequestData) request.data();
        Errors error = check(request, asked);
        List<Taken> taken = new ArrayList<>();
        OffsetCommitResponseData response = new OffsetCommitResponseData();
        for (OffsetCommitRequestTopic topic : asked.topics()) {
            response.topics().add(take(request, asked, topic, error, taken));
        }
        if (taken.isEmpty()) {
            reply.send(response);
            return;
        }
        Group group = groups.get(asked.groupId());
        Group to = group == null ? groups.asClassic(asked.groupId()) : group;
        EventWriter event = to.begin().int32(taken.size());
        taken.forEach(
                each -> GroupOffsets.writeKept(event, each.topic, each.partition, each.offset));
        to.commit(GroupEvents.OFFSETS_KEPT);
        to.onCommit(asked.memberId());
        to.answer(reply, response);
    }

    private Errors check(ControlRequest request, OffsetCommitRequestData asked) {
        if (!request.client().access().mayUseGroup(asked.groupId())) {
            return Errors.GROUP_AUTHORIZATION_FAILED;
        }
        Errors error = groups.check(asked.groupId(), true);
        Group group = groups.get(asked.groupId());
        if (error != Errors.NONE) {
            return error;
        }
        if (group != null) {
            return group.checkCommit(
                    asked.memberId(),
                    asked.groupInstanceId(),
                    asked.generationIdOrMemberEpoch(),
                    request.version());
        }
        if (asked.generationIdOrMemberEpoch() < 0) {
            return Errors.NONE; // it makes a group that has offsets alone
        }
        return request.version() >= UNKNOWN_GROUP_FROM
                ? Errors.GROUP_ID_NOT_FOUND
                : Errors.ILLEGAL_GENERATION;
    }

    private OffsetCommitResponseTopic take(
            ControlRequest request,
            OffsetCommitRequestData asked,
            OffsetCommitRequestTopic of,
            Errors groupError,
            List<Taken> taken) {
        boolean isById = request.version() >= BY_ID_FROM;
        Topic topic = isById ? TopicIds.find(topics, of.topicId()) : topics.byName(of.name());
        OffsetCommitResponseTopic response =
                new OffsetCommitResponseTopic().setName(of.name()).setTopicId(of.topicId());
        for (OffsetCommitRequestPartition partition : of.partitions()) {
            Errors error =
                    groupError == Errors.NONE
                            ? check(request, isById, topic, of.name(), partition)
                            : groupError;
            if (error == Errors.NONE && topic != null) {
                error = take(asked, topic, partition, taken);
            }
            response.partitions()
                    .add(
                            new OffsetCommitResponsePartition()
                                    .setPartitionIndex(partition.partitionIndex())
                                    .setErrorCode(error.code()));
        }
        return response;
    }

    private Errors check(
            ControlRequest request,
            boolean isById,
            @Nullable Topic topic,
            String name,
            OffsetCommitRequestPartition partition) {
        if (topic == null && isById) {
            return Errors.UNKNOWN_TOPIC_ID;
        }
        if (!request.client().access().mayRead(topic == null ? name : topic.name())) {
            return Errors.TOPIC_AUTHORIZATION_FAILED;
        }
        int index = partition.partitionIndex();
        if (topic == null || index < 0 || index >= topic.partitions()) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        String metadata = partition.committedMetadata();
        return metadata != null && metadata.length() > config.offsetMetadataMax()
                ? Errors.OFFSET_METADATA_TOO_LARGE
                : Errors.NONE;
    }

    private Errors take(
            OffsetCommitRequestData asked,
            Topic topic,
            OffsetCommitRequestPartition partition,
            List<Taken> taken) {
        if (groups.offsets() + taken.size() >= config.offsetsMax()
                && !isKnown(asked.groupId(), topic.name(), partition.partitionIndex())) {
            return Errors.INVALID_COMMIT_OFFSET_SIZE;
        }
        long nowMs = core.clock().nowMs();
        long retentionMs = asked.retentionTimeMs();
        String metadata = partition.committedMetadata();
        CommittedOffset offset =
                new CommittedOffset(
                        topic.idHigh(),
                        topic.idLow(),
                        partition.committedOffset(),
                        partition.committedLeaderEpoch(),
                        metadata == null ? "" : metadata,
                        nowMs,
                        retentionMs == UNSAID ? CommittedOffset.BY_RETENTION : nowMs + retentionMs);
        taken.add(new Taken(topic.name(), partition.partitionIndex(), offset));
        return Errors.NONE;
    }

    private boolean isKnown(String groupId, String topic, int partition) {
        Group group = groups.get(groupId);
        return group != null && group.offsets().get(topic, partition) != null;
    }
}

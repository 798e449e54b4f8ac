package io.robustmq.kafka.group.coordinator;

import io.robustmq.kafka.control.Client;
import io.robustmq.kafka.control.ControlRequest;
import io.robustmq.kafka.control.Handler;
import io.robustmq.kafka.control.Reply;
import io.robustmq.kafka.group.Group;
import io.robustmq.kafka.group.offset.CommittedOffset;
import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.Topics;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * OffsetFetch, of one group or several (from version 8), of some topics or all. Nobody is told an
 * offset that is not kept: the answer waits for what its groups appended last. There are no
 * transactions, so every offset is a stable one.
 */
@OwnedBy(Core.class)
final class OffsetFetches implements Handler {
    private static final int BATCHED_FROM = 8;
    private static final int BY_ID_FROM = 10;

    /** Before, an error is said at each partition. */
    private static final int TOP_ERROR_FROM = 2;

    private static final long NO_OFFSET = -1;
    private static final int NO_EPOCH = -1;

    private final Groups groups;
    private final Topics topics;

    OffsetFetches(Groups groups, Topics topics) {
        this.groups = groups;
        this.topics = topics;
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        OffsetFetchRequestData asked = (OffsetFetchRequestData) request.data();
        List<OffsetFetchResponseGroup> found = new ArrayList<>();
        Group latest = null;
        for (OffsetFetchRequestGroup each : asked(asked, request.version())) {
            found.add(fetch(each, request.client(), request.version()));
            Group group = groups.get(each.groupId());
            latest =
                    latest == null || (group != null && group.isLaterThan(latest)) ? group : latest;
        }
        OffsetFetchResponseData response =
                request.version() >= BATCHED_FROM
                        ? new OffsetFetchResponseData().setGroups(found)
                        : single(found.getFirst(), request.version());
        if (latest == null) {
            reply.send(response);
        } else {
            latest.answer(reply, response);
        }
    }

    /** As from version 8 on. */
    private static List<OffsetFetchRequestGroup> asked(OffsetFetchRequestData asked, int version) {
        if (version >= BATCHED_FROM) {
            return asked.groups();
        }
        OffsetFetchRequestGroup only = new OffsetFetchRequestGroup().setGroupId(asked.groupId());
        if (asked.topics() == null) {
            return List.of(only.setTopics(null));
        }
        for (OffsetFetchRequestTopic topic : asked.topics()) {
            only.topics()
                    .add(
                            new OffsetFetchRequestTopics()
                                    .setName(topic.name())
                                    .setPartitionIndexes(topic.partitionIndexes()));
        }
        return List.of(only);
    }

    private OffsetFetchResponseGroup fetch(
            OffsetFetchRequestGroup asked, Client client, int version) {
        OffsetFetchResponseGroup response =
                new OffsetFetchResponseGroup().setGroupId(asked.groupId());
        Group group = groups.get(asked.groupId());
        Errors error =
                client.access().mayUseGroup(asked.groupId())
                        ? groups.check(asked.groupId(), false)
                        : Errors.GROUP_AUTHORIZATION_FAILED;
        if (error == Errors.NONE && group != null) {
            error = group.checkFetch(asked.memberId(), asked.memberEpoch());
        }
        if (error != Errors.NONE) {
            response.setErrorCode(error.code());
            return version < TOP_ERROR_FROM
                    ? response.setTopics(failed(asked.topics(), error))
                    : response;
        }
        return asked.topics() == null
                ? response.setTopics(all(group, client))
                : response.setTopics(some(group, asked.topics(), client, version >= BY_ID_FROM));
    }

    /** For those who look for the group's error at each partition. */
    private static List<OffsetFetchResponseTopics> failed(
            List<OffsetFetchRequestTopics> asked, Errors error) {
        List<OffsetFetchResponseTopics> failed = new ArrayList<>();
        for (OffsetFetchRequestTopics of : asked) {
            OffsetFetchResponseTopics topic = new OffsetFetchResponseTopics().setName(of.name());
            of.partitionIndexes()
                    .forEach(index -> topic.partitions().add(partition(index, null, error)));
            failed.add(topic);
        }
        return failed;
    }

    private List<OffsetFetchResponseTopics> some(
            @Nullable Group group,
            List<OffsetFetchRequestTopics> asked,
            Client client,
            boolean isById) {
        List<OffsetFetchResponseTopics> found = new ArrayList<>();
        for (OffsetFetchRequestTopics of : asked) {
            Topic topic = isById ? TopicIds.find(topics, of.topicId()) : topics.byName(of.name());
            OffsetFetchResponseTopics response =
                    new OffsetFetchResponseTopics().setName(of.name()).setTopicId(of.topicId());
            Errors error = check(topic, of.name(), client, isById);
            for (int partition : of.partitionIndexes()) {
                CommittedOffset offset =
                        error == Errors.NONE ? offset(group, topic, partition) : null;
                response.partitions().add(partition(partition, offset, error));
            }
            found.add(response);
        }
        return found;
    }

    private static Errors check(@Nullable Topic topic, String name, Client client, boolean isById) {
        if (topic == null && isById) {
            return Errors.UNKNOWN_TOPIC_ID;
        }
        return client.access().maySee(topic == null ? name : topic.name())
                ? Errors.NONE
                : Errors.TOPIC_AUTHORIZATION_FAILED;
    }

    private static @Nullable CommittedOffset offset(
            @Nullable Group group, @Nullable Topic topic, int partition) {
        if (group == null || topic == null) {
            return null;
        }
        CommittedOffset offset = group.offsets().get(topic.name(), partition);
        return offset != null && offset.isOf(topic.idHigh(), topic.idLow()) ? offset : null;
    }

    private List<OffsetFetchResponseTopics> all(@Nullable Group group, Client client) {
        TreeMap<String, OffsetFetchResponseTopics> found = new TreeMap<>();
        if (group == null) {
            return List.of();
        }
        group.offsets()
                .forEach((name, partition, offset) -> {
                    Topic topic = topics.byName(name);
                    if (topic != null
                            && offset.isOf(topic.idHigh(), topic.idLow())
                            && client.access().maySee(name)) {
                        found.computeIfAbsent(name, none -> named(topic))
                                .partitions()
                                .add(partition(partition, offset, Errors.NONE));
                    }
                });
        return new ArrayList<>(found.values());
    }

    private static OffsetFetchResponseTopics named(Topic topic) {
        return new OffsetFetchResponseTopics().setName(topic.name()).setTopicId(TopicIds.of(topic));
    }

    private static OffsetFetchResponsePartitions partition(
            int partition, @Nullable CommittedOffset offset, Errors error) {
        return new OffsetFetchResponsePartitions()
                .setPartitionIndex(partition)
                .setErrorCode(error.code())
                .setCommittedOffset(offset == null ? NO_OFFSET : offset.offset())
                .setCommittedLeaderEpoch(offset == null ? NO_EPOCH : offset.leaderEpoch())
                .setMetadata(offset == null ? "" : offset.metadata());
    }

    /** As up to version 7. */
    private static OffsetFetchResponseData single(OffsetFetchResponseGroup of, int version) {
        OffsetFetchResponseData response = new OffsetFetchResponseData();
        for (OffsetFetchResponseTopics topic : of.topics()) {
            OffsetFetchResponseTopic one = new OffsetFetchResponseTopic().setName(topic.name());
            for (OffsetFetchResponsePartitions partition : topic.partitions()) {
                one.partitions()
                        .add(
                                new OffsetFetchResponsePartition()
                                        .setPartitionIndex(partition.partitionIndex())
                                        .setErrorCode(partition.errorCode())
                                        .setCommittedOffset(partition.committedOffset())
                                        .setCommittedLeaderEpoch(partition.committedLeaderEpoch())
                                        .setMetadata(partition.metadata()));
            }
            response.topics().add(one);
        }
        return version < TOP_ERROR_FROM ? response : response.setErrorCode(of.errorCode());
    }
}

package io.robustmq.kafka.group.coordinator;

import io.robustmq.kafka.control.ControlRequest;
import io.robustmq.kafka.control.Reply;
import io.robustmq.kafka.group.Group;
import io.robustmq.kafka.group.GroupError;
import io.robustmq.kafka.group.consumer.ConsumerDescriptions;
import io.robustmq.kafka.group.consumer.ConsumerGroup;
import io.robustmq.kafka.group.consumer.Heartbeats;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** ConsumerGroupHeartbeat and ConsumerGroupDescribe: to which group they go, and who may not. */
@OwnedBy(Core.class)
final class ConsumerRequests {
    private final Groups groups;
    private final Heartbeats heartbeats;
    private final ConsumerDescriptions descriptions;

    ConsumerRequests(Groups groups, Heartbeats heartbeats, ConsumerDescriptions descriptions) {
        this.groups = groups;
        this.heartbeats = heartbeats;
        this.descriptions = descriptions;
    }

    void heartbeat(ControlRequest request, Reply reply) {
        ConsumerGroupHeartbeatRequestData asked =
                (ConsumerGroupHeartbeatRequestData) request.data();
        try {
            heartbeats.check(asked, request.version());
            check(request, asked.groupId());
            heartbeat(request, asked, reply);
        } catch (GroupError refusal) {
            reply.send(
                    new ConsumerGroupHeartbeatResponseData()
                            .setErrorCode(refusal.error().code())
                            .setErrorMessage(refusal.getMessage()));
        }
    }

    private void check(ControlRequest request, String group) throws GroupError {
        Errors error =
                request.client().access().mayUseGroup(group)
                        ? groups.check(group, true)
                        : Errors.GROUP_AUTHORIZATION_FAILED;
        if (error != Errors.NONE) {
            throw new GroupError(error, error.message());
        }
    }

    private void heartbeat(
            ControlRequest request, ConsumerGroupHeartbeatRequestData asked, Reply reply)
            throws GroupError {
        String id = asked.groupId();
        Group before = groups.get(id);
        ConsumerGroup group = group(id, before, Heartbeats.isJoin(asked));
        try {
            group.answer(reply, heartbeats.heartbeat(group, asked, request.client()));
        } catch (GroupError refusal) {
            if (group != before) {
                groups.restore(id, before);
            }
            throw refusal;
        }
    }

    /** An empty group may change its kind; one with members must not. */
    private ConsumerGroup group(String id, @Nullable Group before, boolean isJoin)
            throws GroupError {
        if (before instanceof ConsumerGroup group) {
            return group;
        }
        if (!isJoin || (before != null && !before.isEmpty())) {
            throw new GroupError(Errors.GROUP_ID_NOT_FOUND, id + " is no consumer group");
        }
        return groups.asConsumer(id);
    }

    void describe(ControlRequest request, Reply reply) {
        ConsumerGroupDescribeRequestData asked = (ConsumerGroupDescribeRequestData) request.data();
        ConsumerGroupDescribeResponseData response = new ConsumerGroupDescribeResponseData();
        for (String id : asked.groupIds()) {
            DescribedGroup described = describe(request, id);
            if (asked.includeAuthorizedOperations() && described.errorCode() == 0) {
                described.setAuthorizedOperations(AuthorizedOperations.OF_GROUP);
            }
            response.groups().add(described);
        }
        reply.send(response);
    }

    private DescribedGroup describe(ControlRequest request, String id) {
        Errors error =
                request.client().access().mayUseGroup(id)
                        ? groups.check(id, false)
                        : Errors.GROUP_AUTHORIZATION_FAILED;
        ConsumerGroup group = groups.consumer(id);
        if (id.isEmpty()) {
            error = Errors.INVALID_GROUP_ID;
        }
        if (error == Errors.NONE && group != null) {
            return descriptions.describe(group);
        }
        Errors said = error == Errors.NONE ? Errors.GROUP_ID_NOT_FOUND : error;
        return new DescribedGroup()
                .setGroupId(id)
                .setErrorCode(said.code())
                .setErrorMessage(
                        said == Errors.GROUP_ID_NOT_FOUND ? id + " is no consumer group" : null);
    }
}

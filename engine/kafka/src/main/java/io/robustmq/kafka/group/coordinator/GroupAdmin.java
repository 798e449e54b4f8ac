package io.robustmq.kafka.group.coordinator;

import io.robustmq.kafka.control.Client;
import io.robustmq.kafka.control.ControlRequest;
import io.robustmq.kafka.control.Reply;
import io.robustmq.kafka.group.Group;
import io.robustmq.kafka.group.classic.ClassicGroup;
import io.robustmq.kafka.group.offset.GroupOffsets;
import io.robustmq.kafka.topic.Topics;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** ListGroups, DescribeGroups, DeleteGroups and OffsetDelete: what administrators ask for. */
@OwnedBy(Core.class)
final class GroupAdmin {
    /** Of DescribeGroups, from which on an unknown group is said to be one (KIP-1043). */
    private static final int UNKNOWN_GROUP_FROM = 6;

    private final Groups groups;
    private final Topics topics;

    GroupAdmin(Groups groups, Topics topics) {
        this.groups = groups;
        this.topics = topics;
    }

    /** Those of this core: clients ask every node. */
    void list(ControlRequest request, Reply reply) {
        ListGroupsRequestData asked = (ListGroupsRequestData) request.data();
        ListGroupsResponseData response = new ListGroupsResponseData();
        for (Group group : groups.all()) {
            if (request.client().access().mayUseGroup(group.id())
                    && isAmong(asked.statesFilter(), group.state())
                    && isAmong(asked.typesFilter(), group.type())) {
                response.groups()
                        .add(
                                new ListedGroup()
                                        .setGroupId(group.id())
                                        .setProtocolType(group.protocolType())
                                        .setGroupState(group.state())
                                        .setGroupType(group.type()));
            }
        }
        reply.send(response);
    }

    private static boolean isAmong(List<String> filter, String value) {
        String small = value.toLowerCase(Locale.ROOT);
        return filter.isEmpty()
                || filter.stream()
                        .anyMatch(each -> each.trim().toLowerCase(Locale.ROOT).equals(small));
    }

    void describe(ControlRequest request, Reply reply) {
        DescribeGroupsRequestData asked = (DescribeGroupsRequestData) request.data();
        DescribeGroupsResponseData response = new DescribeGroupsResponseData();
        for (String id : asked.groups()) {
            DescribedGroup described = describe(request, id);
            if (asked.includeAuthorizedOperations() && described.errorCode() == 0) {
                described.setAuthorizedOperations(AuthorizedOperations.OF_GROUP);
            }
            response.groups().add(described);
        }
        reply.send(response);
    }

    private DescribedGroup describe(ControlRequest request, String id) {
        Errors error = check(request.client(), id);
        DescribedGroup described = new DescribedGroup().setGroupId(id);
        if (error != Errors.NONE) {
            return described.setErrorCode(error.code());
        }
        ClassicGroup group = groups.classic(id);
        if (group != null) {
            return group.describe();
        }
        described.setGroupState("Dead");
        return request.version() < UNKNOWN_GROUP_FROM
                ? described
                : described
                        .setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())
                        .setErrorMessage(id + " is no classic group");
    }

    private Errors check(Client client, String group) {
        return client.access().mayUseGroup(group)
                ? groups.check(group, false)
                : Errors.GROUP_AUTHORIZATION_FAILED;
    }

    /** Groups without members, with their offsets. The answer waits until all of it is kept. */
    void delete(ControlRequest request, Reply reply) {
        DeleteGroupsRequestData asked = (DeleteGroupsRequestData) request.data();
        DeleteGroupsResponseData response = new DeleteGroupsResponseData();
        @Nullable Group last = null;
        for (String id : asked.groupsNames()) {
            Errors error = check(request.client(), id);
            Group group = groups.get(id);
            if (error == Errors.NONE) {
                error = checkDelete(group);
            }
            if (error == Errors.NONE && group != null) {
                groups.delete(group);
                last = group;
            }
            response.results()
                    .add(new DeletableGroupResult().setGroupId(id).setErrorCode(error.code()));
        }
        answer(last, reply, response);
    }

    private static Errors checkDelete(@Nullable Group group) {
        if (group == null) {
            return Errors.GROUP_ID_NOT_FOUND;
        }
        return group.isEmpty() ? Errors.NONE : Errors.NON_EMPTY_GROUP;
    }

    private static void answer(@Nullable Group group, Reply reply, ApiMessage response) {
        if (group == null) {
            reply.send(response);
        } else {
            group.answer(reply, response);
        }
    }

    /** Single offsets, of topics that no member reads (KIP-496). */
    void deleteOffsets(ControlRequest request, Reply reply) {
        OffsetDeleteRequestData asked = (OffsetDeleteRequestData) request.data();
        Errors error = check(request.client(), asked.groupId());
        Group group = groups.get(asked.groupId());
        if (error == Errors.NONE) {
            error = group == null ? Errors.GROUP_ID_NOT_FOUND : group.checkOffsetDelete();
        }
        OffsetDeleteResponseData response = new OffsetDeleteResponseData();
        if (error != Errors.NONE || group == null) {
            reply.send(response.setErrorCode(error.code()));
            return;
        }
        List<GroupOffsets.Key> gone = new ArrayList<>();
        for (OffsetDeleteRequestTopic topic : asked.topics()) {
            response.topics().add(deleteOffsets(request.client(), group, topic, gone));
        }
        groups.deleteOffsets(group, gone);
        group.answer(reply, response);
    }

    private OffsetDeleteResponseTopic deleteOffsets(
            Client client, Group group, OffsetDeleteRequestTopic of, List<GroupOffsets.Key> gone) {
        OffsetDeleteResponseTopic response = new OffsetDeleteResponseTopic().setName(of.name());
        Errors error = checkOffsets(client, group, of.name());
        for (OffsetDeleteRequestPartition each : of.partitions()) {
            int partition = each.partitionIndex();
            if (error == Errors.NONE && group.offsets().get(of.name(), partition) != null) {
                gone.add(new GroupOffsets.Key(of.name(), partition));
            }
            response.partitions()
                    .add(
                            new OffsetDeleteResponsePartition()
                                    .setPartitionIndex(partition)
                                    .setErrorCode(error.code()));
        }
        return response;
    }

    private Errors checkOffsets(Client client, Group group, String topic) {
        if (!client.access().mayRead(topic)) {
            return Errors.TOPIC_AUTHORIZATION_FAILED;
        }
        if (topics.byName(topic) == null) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        return group.isSubscribedTo(topic) ? Errors.GROUP_SUBSCRIBED_TO_TOPIC : Errors.NONE;
    }
}

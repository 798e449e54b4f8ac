package io.robustmq.kafka.group.coordinator;

import io.robustmq.kafka.control.ControlRequest;
import io.robustmq.kafka.control.Reply;
import io.robustmq.kafka.group.Group;
import io.robustmq.kafka.group.GroupConfig;
import io.robustmq.kafka.group.classic.ClassicGroup;
import io.robustmq.kafka.group.classic.Join;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.List;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;

/** JoinGroup, SyncGroup, Heartbeat and LeaveGroup: to which group they go, and who may not. */
@OwnedBy(Core.class)
final class ClassicRequests {
    /** Of LeaveGroup, from which on several leave at once (KIP-345). */
    private static final int BATCHED_FROM = 3;

    private final Groups groups;
    private final GroupConfig config;

    ClassicRequests(Groups groups, GroupConfig config) {
        this.groups = groups;
        this.config = config;
    }

    void join(ControlRequest request, Reply reply) {
        JoinGroupRequestData asked = (JoinGroupRequestData) request.data();
        Join join = new Join(asked, request.version(), request.client(), reply);
        Errors error = check(request, asked.groupId());
        if (error == Errors.NONE) {
            error = checkJoin(asked);
        }
        if (error == Errors.NONE) {
            groups.asClassic(asked.groupId()).join(join);
        } else {
            join.refuse(asked.memberId(), error);
        }
    }

    private Errors check(ControlRequest request, String group) {
        if (group.isEmpty()) {
            return Errors.INVALID_GROUP_ID;
        }
        return request.client().access().mayUseGroup(group)
                ? groups.check(group, false)
                : Errors.GROUP_AUTHORIZATION_FAILED;
    }

    private Errors checkJoin(JoinGroupRequestData asked) {
        if (asked.sessionTimeoutMs() < config.sessionTimeoutMin().toMillis()
                || asked.sessionTimeoutMs() > config.sessionTimeoutMax().toMillis()) {
            return Errors.INVALID_SESSION_TIMEOUT;
        }
        Group group = groups.get(asked.groupId());
        if (group != null && !(group instanceof ClassicGroup) && !group.isEmpty()) {
            return Errors.INCONSISTENT_GROUP_PROTOCOL;
        }
        boolean isKnown = group instanceof ClassicGroup || asked.memberId().isEmpty();
        return isKnown ? Errors.NONE : Errors.UNKNOWN_MEMBER_ID;
    }

    void sync(ControlRequest request, Reply reply) {
        SyncGroupRequestData asked = (SyncGroupRequestData) request.data();
        Errors error = check(request, asked.groupId());
        ClassicGroup group = groups.classic(asked.groupId());
        if (error == Errors.NONE && group != null) {
            group.sync(asked, reply);
        } else {
            reply.send(new SyncGroupResponseData().setErrorCode(orUnknown(error).code()));
        }
    }

    private static Errors orUnknown(Errors error) {
        return error == Errors.NONE ? Errors.UNKNOWN_MEMBER_ID : error;
    }

    void heartbeat(ControlRequest request, Reply reply) {
        HeartbeatRequestData asked = (HeartbeatRequestData) request.data();
        Errors error = check(request, asked.groupId());
        ClassicGroup group = groups.classic(asked.groupId());
        Errors heard =
                error == Errors.NONE && group != null ? group.heartbeat(asked) : orUnknown(error);
        reply.send(new HeartbeatResponseData().setErrorCode(heard.code()));
    }

    void leave(ControlRequest request, Reply reply) {
        LeaveGroupRequestData asked = (LeaveGroupRequestData) request.data();
        Errors error = check(request, asked.groupId());
        boolean isSingle = request.version() < BATCHED_FROM;
        if (error != Errors.NONE) {
            reply.send(new LeaveGroupResponseData().setErrorCode(error.code()));
            return;
        }
        List<MemberIdentity> leaving =
                isSingle
                        ? List.of(new MemberIdentity().setMemberId(asked.memberId()))
                        : asked.members();
        LeaveGroupResponseData response = leave(asked.groupId(), leaving);
        if (isSingle) {
            response.setErrorCode(response.members().getFirst().errorCode()).setMembers(List.of());
        }
        reply.send(response);
    }

    private LeaveGroupResponseData leave(String groupId, List<MemberIdentity> leaving) {
        ClassicGroup group = groups.classic(groupId);
        LeaveGroupResponseData response = new LeaveGroupResponseData();
        boolean haveSomeLeft = false;
        for (MemberIdentity member : leaving) {
            Errors error = group == null ? Errors.UNKNOWN_MEMBER_ID : group.leave(member);
            haveSomeLeft |= error == Errors.NONE;
            response.members()
                    .add(
                            new MemberResponse()
                                    .setMemberId(member.memberId())
                                    .setGroupInstanceId(member.groupInstanceId())
                                    .setErrorCode(error.code()));
        }
        if (group != null && haveSomeLeft) {
            group.afterLeaving();
        }
        return response;
    }
}

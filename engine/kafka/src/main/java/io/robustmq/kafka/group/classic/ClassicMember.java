package io.robustmq.kafka.group.classic;

import io.robustmq.kafka.control.Reply;
import io.robustmq.kafka.group.Deadline;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.List;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A member of a classic group: who it is, what it knows, what it waits for. */
@OwnedBy(Core.class)
final class ClassicMember {
    static final byte[] NOTHING = {};

    private final String id;
    private final @Nullable String instanceId;
    private final String clientId;
    private final String host;
    private final Deadline session;
    private int rebalanceTimeoutMs;
    private int sessionTimeoutMs;
    private List<Protocol> protocols = List.of();
    private byte[] assignment = NOTHING;

    /** It has not been answered yet: its session counts although it waits. */
    private boolean isNew;

    private @Nullable Join join;
    private @Nullable Reply sync;

    /**
     * @param instanceId of a static member (KIP-345); null
     * @param session what ends it
     */
    ClassicMember(
            String id,
            @Nullable String instanceId,
            String clientId,
            String host,
            Deadline session) {
        this.id = id;
        this.instanceId = instanceId;
        this.clientId = clientId;
        this.host = host;
        this.session = session;
    }

    String id() {
        return id;
    }

    @Nullable String instanceId() {
        return instanceId;
    }

    String clientId() {
        return clientId;
    }

    String host() {
        return host;
    }

    Deadline session() {
        return session;
    }

    void terms(int rebalanceTimeout, int sessionTimeout, List<Protocol> known) {
        rebalanceTimeoutMs = rebalanceTimeout;
        sessionTimeoutMs = sessionTimeout;
        protocols = known;
    }

    int rebalanceTimeoutMs() {
        return rebalanceTimeoutMs;
    }

    int sessionTimeoutMs() {
        return sessionTimeoutMs;
    }

    List<Protocol> protocols() {
        return protocols;
    }

    /** What it says to this protocol; nothing when it does not know it. */
    byte[] metadata(@Nullable String protocol) {
        for (Protocol each : protocols) {
            if (each.name().equals(protocol)) {
                return each.metadata();
            }
        }
        return NOTHING;
    }

    byte[] assignment() {
        return assignment;
    }

    void assign(byte[] bytes) {
        assignment = bytes;
    }

    boolean isNew() {
        return isNew;
    }

    void markNew(boolean value) {
        isNew = value;
    }

    // ---- what it waits for ----

    boolean awaitsJoin() {
        return join != null;
    }

    boolean awaitsSync() {
        return sync != null;
    }

    /** Whoever is answered later is alive meanwhile, unless it is new: nobody might be there. */
    boolean isHeardOf() {
        return !isNew && (join != null || sync != null);
    }

    /**
     * It waits for the next generation; who waited in its name asks again. {@link ClassicMembers}
     * counts.
     */
    void await(Join next) {
        Join before = join;
        join = next;
        if (before != null) {
            before.refuse(id, Errors.REBALANCE_IN_PROGRESS);
        }
    }

    /** It waits for its assignment; who waited in its name joins again. */
    void await(Reply next) {
        Reply before = sync;
        sync = next;
        if (before != null) {
            before.send(syncError(Errors.REBALANCE_IN_PROGRESS));
        }
    }

    /** Takes out what it waits with; {@link ClassicMembers} counts. */
    @Nullable Join takeJoin() {
        Join taken = join;
        join = null;
        return taken;
    }

    @Nullable Reply takeSync() {
        Reply taken = sync;
        sync = null;
        return taken;
    }

    void refuseSync(Errors error) {
        Reply waiting = takeSync();
        if (waiting != null) {
            waiting.send(syncError(error));
        }
    }

    static SyncGroupResponseData syncError(Errors error) {
        return new SyncGroupResponseData().setErrorCode(error.code());
    }

    // ---- as others see it ----

    JoinGroupResponseMember forLeader(@Nullable String protocol) {
        return new JoinGroupResponseMember()
                .setMemberId(id)
                .setGroupInstanceId(instanceId)
                .setMetadata(metadata(protocol));
    }

    /**
     * @param protocol null while none is agreed on: then neither metadata nor assignment is said
     */
    DescribedGroupMember describe(@Nullable String protocol) {
        DescribedGroupMember described =
                new DescribedGroupMember()
                        .setMemberId(id)
                        .setGroupInstanceId(instanceId)
                        .setClientId(clientId)
                        .setClientHost(host);
        return protocol == null
                ? described
                : described.setMemberMetadata(metadata(protocol)).setMemberAssignment(assignment);
    }

    JoinGroupResponseData joined(int generation, String type, @Nullable String protocol) {
        return new JoinGroupResponseData()
                .setMemberId(id)
                .setGenerationId(generation)
                .setProtocolType(type)
                .setProtocolName(protocol);
    }
}

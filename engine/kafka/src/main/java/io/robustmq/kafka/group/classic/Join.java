package io.robustmq.kafka.group.classic;

import io.robustmq.kafka.control.Client;
import io.robustmq.kafka.control.Reply;
import java.util.List;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A JoinGroup that is to be answered, by which a member comes or stays. */
public record Join(JoinGroupRequestData data, int version, Client client, Reply reply) {
    /** The generation of who has none. */
    private static final int NO_GENERATION = -1;

    /** From here on a member gets its id first, and joins with it (KIP-394). */
    private static final int ID_FIRST_FROM = 4;

    /** From here on a leader may be told not to assign (KIP-814). */
    private static final int SKIPS_ASSIGNMENT_FROM = 9;

    /** From here on there may be no protocol in an answer (KIP-559). */
    private static final int NO_PROTOCOL_FROM = 7;

    String memberId() {
        return data.memberId();
    }

    @Nullable String instanceId() {
        return data.groupInstanceId();
    }

    boolean isUnknown() {
        return data.memberId().isEmpty();
    }

    /**
     * Whether it only asks for an id: a member that comes and goes unseen leaves nothing behind.
     */
    boolean wantsId() {
        return isUnknown() && instanceId() == null && version >= ID_FIRST_FROM;
    }

    boolean maySkipAssignment() {
        return version >= SKIPS_ASSIGNMENT_FROM;
    }

    List<Protocol> protocols() {
        return Protocol.of(data.protocols());
    }

    /** Refuses. */
    public void refuse(String memberId, Errors error) {
        JoinGroupResponseData refusal = new JoinGroupResponseData();
        refusal.setErrorCode(error.code()).setMemberId(memberId).setGenerationId(NO_GENERATION);
        reply.send(fit(refusal.setProtocolName(null)));
    }

    /** In the form that the version of the request has room for. */
    JoinGroupResponseData fit(JoinGroupResponseData response) {
        if (version < NO_PROTOCOL_FROM && response.protocolName() == null) {
            response.setProtocolName("");
        }
        return response;
    }
}

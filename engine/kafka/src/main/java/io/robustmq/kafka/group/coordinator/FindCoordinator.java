package io.robustmq.kafka.group.coordinator;

import io.robustmq.kafka.control.Client;
import io.robustmq.kafka.control.ControlRequest;
import io.robustmq.kafka.control.Handler;
import io.robustmq.kafka.control.Reply;
import io.robustmq.kafka.topic.Nodes;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.Errors;

/**
 * Names the core that a group is at home on, as a broker; several groups at once from version 4.
 */
@OwnedBy(Core.class)
final class FindCoordinator implements Handler {
    private static final int BATCHED_FROM = 4;
    private static final byte GROUP = 0;

    private final Shards shards;

    FindCoordinator(Shards shards) {
        this.shards = shards;
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        FindCoordinatorRequestData asked = (FindCoordinatorRequestData) request.data();
        FindCoordinatorResponseData response = new FindCoordinatorResponseData();
        if (request.version() >= BATCHED_FROM) {
            for (String key : asked.coordinatorKeys()) {
                response.coordinators().add(find(asked.keyType(), key, request.client()));
            }
        } else {
            Coordinator found = find(asked.keyType(), asked.key(), request.client());
            response.setErrorCode(found.errorCode())
                    .setErrorMessage(found.errorMessage())
                    .setNodeId(found.nodeId())
                    .setHost(found.host())
                    .setPort(found.port());
        }
        reply.send(response);
    }

    private Coordinator find(byte keyType, String key, Client client) {
        Coordinator found = new Coordinator().setKey(key).setNodeId(-1).setPort(-1);
        if (keyType != GROUP) {
            String kind = keyType == 1 ? "transactions" : "share groups";
            return found.setErrorCode(Errors.INVALID_REQUEST.code())
                    .setErrorMessage("this broker has no " + kind);
        }
        if (!client.access().mayUseGroup(key)) {
            return found.setErrorCode(Errors.GROUP_AUTHORIZATION_FAILED.code());
        }
        Nodes.Node node = client.nodes().ofShard(shards.shardOf(key));
        return found.setNodeId(node.id()).setHost(node.host()).setPort(node.port());
    }
}

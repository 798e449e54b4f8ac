package io.robustmq.kafka.control;

import io.robustmq.kafka.topic.ProducerIds;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.Errors;

/** InitProducerId: a number for an idempotent producer. Transactions are refused. */
@OwnedBy(Core.class)
final class ProducerIdHandler implements Handler {
    private final ProducerIds ids;
    private final CommitGate gate;

    ProducerIdHandler(ProducerIds ids, CommitGate gate) {
        this.ids = ids;
        this.gate = gate;
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        InitProducerIdRequestData asked = (InitProducerIdRequestData) request.data();
        InitProducerIdResponseData response = new InitProducerIdResponseData();
        if (asked.transactionalId() != null) {
            reply.send(failed(response, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
            return;
        }
        if (!ids.hasMore()) {
            reply.send(failed(response, Errors.COORDINATOR_NOT_AVAILABLE));
            return;
        }
        response.setProducerId(ids.take()).setProducerEpoch((short) 0);
        reply.sendWhenKept(response, gate.mark());
    }

    private static InitProducerIdResponseData failed(
            InitProducerIdResponseData response, Errors error) {
        return response.setErrorCode(error.code()).setProducerId(-1).setProducerEpoch((short) -1);
    }
}

package io.robustmq.kafka.control;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.Errors;

/** InitProducerId: a number for an idempotent producer. Transactions are refused. */
@OwnedBy(Core.class)
final class ProducerIdHandler implements Handler {
    private final TopicChanges changes;

    ProducerIdHandler(TopicChanges changes) {
        this.changes = changes;
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        InitProducerIdRequestData asked = (InitProducerIdRequestData) request.data();
        InitProducerIdResponseData response = new InitProducerIdResponseData();
        if (asked.transactionalId() != null) {
            reply.send(failed(response, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
            return;
        }
        Problem problem = changes.mayChange();
        if (problem.isThere()) {
            reply.send(failed(response, Errors.COORDINATOR_NOT_AVAILABLE));
            return;
        }
        response.setProducerId(changes.catalog().newProducerId()).setProducerEpoch((short) 0);
        reply.sendWhenKept(response, changes.mark());
    }

    private static InitProducerIdResponseData failed(
            InitProducerIdResponseData response, Errors error) {
        return response.setErrorCode(error.code()).setProducerId(-1).setProducerEpoch((short) -1);
    }
}

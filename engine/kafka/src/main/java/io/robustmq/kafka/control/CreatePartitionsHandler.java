package io.robustmq.kafka.control;

import io.robustmq.kafka.topic.Topic;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.Errors;

/** CreatePartitions: more of them, never fewer. */
@OwnedBy(Core.class)
final class CreatePartitionsHandler implements Handler {
    private final TopicChanges changes;

    CreatePartitionsHandler(TopicChanges changes) {
        this.changes = changes;
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        CreatePartitionsRequestData asked = (CreatePartitionsRequestData) request.data();
        CreatePartitionsResponseData response = new CreatePartitionsResponseData();
        for (CreatePartitionsTopic each : asked.topics()) {
            Problem problem = grow(each, asked.validateOnly(), request.client());
            response.results()
                    .add(
                            new CreatePartitionsTopicResult()
                                    .setName(each.name())
                                    .setErrorCode(problem.code())
                                    .setErrorMessage(problem.message()));
        }
        reply.sendWhenKept(response, changes.mark());
    }

    private Problem grow(CreatePartitionsTopic asked, boolean validateOnly, Client client) {
        if (!client.access().mayCreate(asked.name())) {
            return Problem.of(Errors.TOPIC_AUTHORIZATION_FAILED, "not allowed");
        }
        if (asked.assignments() != null) {
            return Problem.of(
                    Errors.INVALID_REPLICA_ASSIGNMENT, "partitions are placed by the broker");
        }
        Topic topic = changes.catalog().byName(asked.name());
        if (topic == null) {
            return Problem.of(Errors.UNKNOWN_TOPIC_OR_PARTITION, "there is no such topic");
        }
        Problem problem = changes.mayGrow(topic, asked.count());
        if (!problem.isThere() && !validateOnly) {
            changes.catalog().grow(topic, asked.count());
        }
        return problem;
    }
}

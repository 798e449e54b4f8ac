package io.robustmq.kafka.control;

import io.robustmq.kafka.access.Access;
import io.robustmq.kafka.topic.Topic;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.protocol.Errors;

/** DeleteTopics, by name or id. */
@OwnedBy(Core.class)
final class DeleteTopicsHandler implements Handler {
    private static final int ID_VERSION = 6;

    private final TopicChanges changes;

    DeleteTopicsHandler(TopicChanges changes) {
        this.changes = changes;
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        DeleteTopicsResponseData response = new DeleteTopicsResponseData();
        for (DeleteTopicState each : asked(request)) {
            response.responses().add(delete(each, request.client().access()));
        }
        reply.sendWhenKept(response, changes.mark());
    }

    private static List<DeleteTopicState> asked(ControlRequest request) {
        DeleteTopicsRequestData asked = (DeleteTopicsRequestData) request.data();
        if (request.version() >= ID_VERSION) {
            return asked.topics();
        }
        List<DeleteTopicState> named = new ArrayList<>();
        for (String name : asked.topicNames()) {
            named.add(new DeleteTopicState().setName(name));
        }
        return named;
    }

    private DeletableTopicResult delete(DeleteTopicState asked, Access access) {
        DeletableTopicResult result =
                new DeletableTopicResult().setName(asked.name()).setTopicId(asked.topicId());
        String name = asked.name();
        Uuid id = asked.topicId();
        Topic topic =
                name == null
                        ? changes.catalog()
                                .byId(id.getMostSignificantBits(), id.getLeastSignificantBits())
                        : changes.catalog().byName(name);
        Problem problem = changes.mayChange();
        if (name != null && !access.mayAlter(name)
                || topic != null && !access.mayAlter(topic.name())) {
            problem = Problem.of(Errors.TOPIC_AUTHORIZATION_FAILED, "not allowed");
        } else if (topic == null) {
            problem =
                    Problem.of(
                            name == null
                                    ? Errors.UNKNOWN_TOPIC_ID
                                    : Errors.UNKNOWN_TOPIC_OR_PARTITION,
                            "there is no such topic");
        }
        if (topic == null || problem.isThere()) {
            return result.setErrorCode(problem.code()).setErrorMessage(problem.message());
        }
        changes.catalog().delete(topic);
        return result.setName(topic.name()).setTopicId(new Uuid(topic.idHigh(), topic.idLow()));
    }
}

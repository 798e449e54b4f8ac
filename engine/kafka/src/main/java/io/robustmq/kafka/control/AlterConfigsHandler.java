package io.robustmq.kafka.control;

import io.robustmq.kafka.topic.Topic;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** AlterConfigs, which says all settings, and IncrementalAlterConfigs, which says changes. */
@OwnedBy(Core.class)
final class AlterConfigsHandler {
    private static final byte SET = 0;
    private static final byte DELETE = 1;

    private final TopicChanges changes;

    AlterConfigsHandler(TopicChanges changes) {
        this.changes = changes;
    }

    void replaceAll(ControlRequest request, Reply reply) {
        AlterConfigsRequestData asked = (AlterConfigsRequestData) request.data();
        AlterConfigsResponseData response = new AlterConfigsResponseData();
        for (AlterConfigsRequestData.AlterConfigsResource each : asked.resources()) {
            Map<String, String> settings = new HashMap<>();
            for (AlterConfigsRequestData.AlterableConfig config : each.configs()) {
                settings.put(config.name(), String.valueOf(config.value()));
            }
            Problem problem =
                    change(
                            each.resourceType(),
                            each.resourceName(),
                            settings,
                            asked.validateOnly(),
                            request.client());
            response.responses()
                    .add(
                            new AlterConfigsResponseData.AlterConfigsResourceResponse()
                                    .setResourceType(each.resourceType())
                                    .setResourceName(each.resourceName())
                                    .setErrorCode(problem.code())
                                    .setErrorMessage(problem.message()));
        }
        reply.sendWhenKept(response, changes.mark());
    }

    void change(ControlRequest request, Reply reply) {
        IncrementalAlterConfigsRequestData asked =
                (IncrementalAlterConfigsRequestData) request.data();
        IncrementalAlterConfigsResponseData response = new IncrementalAlterConfigsResponseData();
        for (IncrementalAlterConfigsRequestData.AlterConfigsResource each : asked.resources()) {
            Problem problem = changeSome(each, asked.validateOnly(), request.client());
            response.responses()
                    .add(
                            new IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse()
                                    .setResourceType(each.resourceType())
                                    .setResourceName(each.resourceName())
                                    .setErrorCode(problem.code())
                                    .setErrorMessage(problem.message()));
        }
        reply.sendWhenKept(response, changes.mark());
    }

    private Problem changeSome(
            IncrementalAlterConfigsRequestData.AlterConfigsResource asked,
            boolean validateOnly,
            Client client) {
        Topic topic = changes.catalog().byName(asked.resourceName());
        Map<String, String> settings = new HashMap<>(topic == null ? Map.of() : topic.settings());
        for (IncrementalAlterConfigsRequestData.AlterableConfig config : asked.configs()) {
            if (config.configOperation() == DELETE) {
                settings.remove(config.name());
            } else if (config.configOperation() == SET) {
                settings.put(config.name(), String.valueOf(config.value()));
            } else {
                return Problem.of(
                        Errors.INVALID_CONFIG, config.name() + " is set whole, or not at all");
            }
        }
        return change(asked.resourceType(), asked.resourceName(), settings, validateOnly, client);
    }

    private Problem change(
            byte type,
            String name,
            Map<String, String> settings,
            boolean validateOnly,
            Client client) {
        if (type != ConfigSources.TOPIC_RESOURCE) {
            return Problem.of(
                    Errors.INVALID_REQUEST,
                    "a broker's settings are in its configuration, and not changed here");
        }
        if (!client.access().mayAlter(name)) {
            return Problem.of(Errors.TOPIC_AUTHORIZATION_FAILED, "not allowed");
        }
        @Nullable Topic topic = changes.catalog().byName(name);
        if (topic == null) {
            return Problem.of(Errors.UNKNOWN_TOPIC_OR_PARTITION, "there is no such topic");
        }
        Problem problem = changes.mayChange();
        if (!problem.isThere()) {
            problem = TopicChanges.problemOf(name, settings);
        }
        if (!problem.isThere()) {
            problem = TopicChanges.mayTie(topic.settings(), settings, client);
        }
        if (!problem.isThere() && !validateOnly) {
            changes.catalog().change(topic, settings);
        }
        return problem;
    }
}

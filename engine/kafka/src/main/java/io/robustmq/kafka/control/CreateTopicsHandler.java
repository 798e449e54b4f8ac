package io.robustmq.kafka.control;

import io.robustmq.kafka.KafkaConfig;
import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.TopicSettings;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.Errors;

/** CreateTopics. Answered when all that were made are kept. */
@OwnedBy(Core.class)
final class CreateTopicsHandler implements Handler {
    private static final int DEFAULT = -1;

    private final TopicChanges changes;
    private final KafkaConfig.TopicDefaults defaults;

    CreateTopicsHandler(TopicChanges changes, KafkaConfig.TopicDefaults defaults) {
        this.changes = changes;
        this.defaults = defaults;
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        CreateTopicsRequestData asked = (CreateTopicsRequestData) request.data();
        CreateTopicsResponseData response = new CreateTopicsResponseData();
        Set<String> twice = namedTwice(asked);
        for (CreatableTopic each : asked.topics()) {
            if (response.topics().find(each.name()) == null) {
                response.topics().add(create(each, twice, asked.validateOnly(), request.client()));
            }
        }
        reply.sendWhenKept(response, changes.mark());
    }

    private static Set<String> namedTwice(CreateTopicsRequestData asked) {
        Set<String> once = new HashSet<>();
        Set<String> twice = new HashSet<>();
        for (CreatableTopic each : asked.topics()) {
            if (!once.add(each.name())) {
                twice.add(each.name());
            }
        }
        return twice;
    }

    private CreatableTopicResult create(
            CreatableTopic asked, Set<String> twice, boolean validateOnly, Client client) {
        CreatableTopicResult result = new CreatableTopicResult().setName(asked.name());
        Map<String, String> settings = new HashMap<>();
        for (CreatableTopicConfig each : asked.configs()) {
            settings.put(each.name(), String.valueOf(each.value()));
        }
        int partitions =
                asked.numPartitions() == DEFAULT ? defaults.partitions() : asked.numPartitions();
        Problem problem = judge(asked, twice, partitions, settings, client);
        if (problem.isThere()) {
            return result.setErrorCode(problem.code()).setErrorMessage(problem.message());
        }
        if (!validateOnly) {
            Topic made = changes.catalog().create(asked.name(), partitions, settings);
            result.setTopicId(new Uuid(made.idHigh(), made.idLow()));
        }
        return describe(result, partitions, settings);
    }

    private Problem judge(
            CreatableTopic asked,
            Set<String> twice,
            int partitions,
            Map<String, String> settings,
            Client client) {
        if (twice.contains(asked.name())) {
            return Problem.of(Errors.INVALID_REQUEST, "topic " + asked.name() + " comes twice");
        }
        if (!client.access().mayCreate(asked.name())) {
            return Problem.of(Errors.TOPIC_AUTHORIZATION_FAILED, "not allowed");
        }
        if (!asked.assignments().isEmpty()) {
            return Problem.of(
                    Errors.INVALID_REPLICA_ASSIGNMENT, "partitions are placed by the broker");
        }
        if (asked.replicationFactor() != DEFAULT
                && asked.replicationFactor() != ClusterView.REPLICAS) {
            return Problem.of(
                    Errors.INVALID_REPLICATION_FACTOR, "there is one replica of each partition");
        }
        Problem problem = changes.mayCreate(asked.name(), partitions, settings);
        return problem.isThere() ? problem : TopicChanges.mayTie(Map.of(), settings, client);
    }

    private static CreatableTopicResult describe(
            CreatableTopicResult result, int partitions, Map<String, String> settings) {
        result.setNumPartitions(partitions).setReplicationFactor((short) ClusterView.REPLICAS);
        for (TopicSettings.Definition each : TopicSettings.all()) {
            boolean isSet = settings.containsKey(each.name());
            result.configs()
                    .add(
                            new CreatableTopicConfigs()
                                    .setName(each.name())
                                    .setValue(TopicSettings.text(settings, each.name()))
                                    .setConfigSource(
                                            isSet ? ConfigSources.TOPIC : ConfigSources.DEFAULT));
        }
        return result;
    }
}

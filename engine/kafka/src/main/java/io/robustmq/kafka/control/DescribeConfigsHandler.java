package io.robustmq.kafka.control;

import io.robustmq.kafka.KafkaConfig;
import io.robustmq.kafka.topic.Nodes;
import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.TopicSettings;
import io.robustmq.kafka.topic.Topics;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** DescribeConfigs: of topics, and what of a broker's settings has a name of Kafka's. */
@OwnedBy(Core.class)
final class DescribeConfigsHandler implements Handler {
    private static final byte TYPE_STRING = 2;
    private static final byte TYPE_INT = 3;
    private static final byte TYPE_LONG = 5;
    private static final byte TYPE_DOUBLE = 6;
    private static final byte TYPE_LIST = 7;

    private final Topics topics;
    private final SequencedMap<String, String> ofBroker = new TreeMap<>();

    DescribeConfigsHandler(Topics topics, KafkaConfig config) {
        this.topics = topics;
        ofBroker.put("auto.create.topics.enable", "" + config.topics().isAutoCreated());
        ofBroker.put("num.partitions", "" + config.topics().partitions());
        ofBroker.put("default.replication.factor", "" + ClusterView.REPLICAS);
        ofBroker.put("min.insync.replicas", "" + ClusterView.REPLICAS);
        ofBroker.put("socket.request.max.bytes", "" + config.requestBytesMax());
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        DescribeConfigsRequestData asked = (DescribeConfigsRequestData) request.data();
        DescribeConfigsResponseData response = new DescribeConfigsResponseData();
        for (DescribeConfigsResource each : asked.resources()) {
            DescribeConfigsResult result =
                    new DescribeConfigsResult()
                            .setResourceType(each.resourceType())
                            .setResourceName(each.resourceName());
            Problem problem = describe(each, result, request.client());
            response.results()
                    .add(result.setErrorCode(problem.code()).setErrorMessage(problem.message()));
        }
        reply.send(response);
    }

    private Problem describe(
            DescribeConfigsResource asked, DescribeConfigsResult result, Client client) {
        return switch (asked.resourceType()) {
            case ConfigSources.TOPIC_RESOURCE -> describeTopic(asked, result, client);
            case ConfigSources.BROKER_RESOURCE -> describeBroker(asked, result, client);
            default ->
                    Problem.of(Errors.INVALID_REQUEST, "settings are of topics and brokers only");
        };
    }

    private Problem describeTopic(
            DescribeConfigsResource asked, DescribeConfigsResult result, Client client) {
        String name = asked.resourceName();
        if (!client.access().maySee(name)) {
            return Problem.of(Errors.TOPIC_AUTHORIZATION_FAILED, "not allowed");
        }
        Topic topic = topics.byName(name);
        if (topic == null) {
            return Problem.of(Errors.UNKNOWN_TOPIC_OR_PARTITION, "there is no such topic");
        }
        Map<String, String> set = topic.settings();
        for (TopicSettings.Definition each : TopicSettings.all()) {
            if (isAsked(asked.configurationKeys(), each.name())) {
                result.configs()
                        .add(
                                new DescribeConfigsResourceResult()
                                        .setName(each.name())
                                        .setValue(TopicSettings.text(set, each.name()))
                                        .setConfigSource(
                                                set.containsKey(each.name())
                                                        ? ConfigSources.TOPIC
                                                        : ConfigSources.DEFAULT)
                                        .setConfigType(typeOf(each.kind()))
                                        .setDocumentation(each.allowed()));
            }
        }
        return Problem.NONE;
    }

    private Problem describeBroker(
            DescribeConfigsResource asked, DescribeConfigsResult result, Client client) {
        boolean isHere = asked.resourceName().isEmpty();
        for (Nodes.Node node : client.nodes().byCore()) {
            isHere |= asked.resourceName().equals(Integer.toString(node.id()));
        }
        if (!isHere) {
            return Problem.of(Errors.INVALID_REQUEST, "there is no such broker");
        }
        for (Map.Entry<String, String> each : ofBroker.entrySet()) {
            if (isAsked(asked.configurationKeys(), each.getKey())) {
                result.configs()
                        .add(
                                new DescribeConfigsResourceResult()
                                        .setName(each.getKey())
                                        .setValue(each.getValue())
                                        .setReadOnly(true)
                                        .setConfigSource(ConfigSources.STATIC_BROKER)
                                        .setConfigType(TYPE_STRING));
            }
        }
        return Problem.NONE;
    }

    private static boolean isAsked(@Nullable List<String> keys, String name) {
        return keys == null || keys.isEmpty() || keys.contains(name);
    }

    private static byte typeOf(TopicSettings.Kind kind) {
        return switch (kind) {
            case TEXT -> TYPE_STRING;
            case INT -> TYPE_INT;
            case LONG -> TYPE_LONG;
            case DOUBLE -> TYPE_DOUBLE;
            case LIST -> TYPE_LIST;
        };
    }
}

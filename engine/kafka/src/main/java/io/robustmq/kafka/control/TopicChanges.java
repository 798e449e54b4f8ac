package io.robustmq.kafka.control;

import io.robustmq.kafka.topic.Catalog;
import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.TopicNames;
import io.robustmq.kafka.topic.TopicSettings;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;

/** Judges what is to change about topics. On the core of the catalog's home. */
@OwnedBy(Core.class)
final class TopicChanges {
    /** Of one topic. */
    static final int PARTITIONS_MAX = 10_000;

    private final Catalog catalog;
    private final CommitGate gate;
    private final boolean isHome;

    TopicChanges(Catalog catalog, CommitGate gate, boolean isHome) {
        this.catalog = catalog;
        this.gate = gate;
        this.isHome = isHome;
    }

    /** Whether it may change at all now. */
    Problem mayChange() {
        if (!isHome) {
            return Problem.of(Errors.NOT_CONTROLLER, "topics are changed by the controller");
        }
        return catalog.isServed() && !gate.isFull()
                ? Problem.NONE
                : Problem.of(Errors.KAFKA_STORAGE_ERROR, "the disk takes nothing new");
    }

    Problem mayCreate(String name, int partitions, Map<String, String> settings) {
        Problem problem = mayChange();
        if (problem.isThere()) {
            return problem;
        }
        if (!TopicNames.isLegal(name)) {
            return Problem.of(
                    Errors.INVALID_TOPIC_EXCEPTION,
                    "a name has 1 to 249 of the characters a-z A-Z 0-9 . _ -");
        }
        if (catalog.byName(name) != null) {
            return Problem.of(Errors.TOPIC_ALREADY_EXISTS, "topic " + name + " exists");
        }
        if (partitions < 1 || partitions > PARTITIONS_MAX) {
            return Problem.of(
                    Errors.INVALID_PARTITIONS,
                    "a topic has 1 to " + PARTITIONS_MAX + " partitions");
        }
        if (catalog.all().size() >= Catalog.TOPICS_MAX) {
            return Problem.of(
                    Errors.POLICY_VIOLATION,
                    "a node has at most " + Catalog.TOPICS_MAX + " topics");
        }
        return problemOf(name, settings);
    }

    static Problem problemOf(String topic, Map<String, String> settings) {
        for (Map.Entry<String, String> each : settings.entrySet()) {
            String problem = TopicSettings.problemOf(each.getKey(), each.getValue());
            if (problem != null) {
                return Problem.of(Errors.INVALID_CONFIG, problem);
            }
        }
        if (TopicNames.isInternal(topic) && isTied(settings)) {
            return Problem.of(
                    Errors.INVALID_CONFIG,
                    TopicSettings.MQTT_FILTER + " is not for topics that begin with __");
        }
        String together = TopicSettings.problemOf(settings);
        return together == null ? Problem.NONE : Problem.of(Errors.INVALID_CONFIG, together);
    }

    private static boolean isTied(Map<String, String> settings) {
        return !settings.getOrDefault(TopicSettings.MQTT_FILTER, "").isEmpty();
    }

    /**
     * A tie lets who may write the topic publish to the filter, and who may read it subscribe to
     * that: so it takes more than rights to the topic.
     */
    static Problem mayTie(Map<String, String> before, Map<String, String> settings, Client client) {
        String filter = settings.getOrDefault(TopicSettings.MQTT_FILTER, "");
        boolean isNew = !filter.equals(before.getOrDefault(TopicSettings.MQTT_FILTER, ""));
        return isNew && !filter.isEmpty() && !client.access().mayAdminister()
                ? Problem.of(
                        Errors.CLUSTER_AUTHORIZATION_FAILED,
                        TopicSettings.MQTT_FILTER + " takes the right to the cluster")
                : Problem.NONE;
    }

    Problem mayGrow(Topic topic, int partitions) {
        Problem problem = mayChange();
        if (problem.isThere()) {
            return problem;
        }
        if (partitions <= topic.partitions()) {
            return Problem.of(
                    Errors.INVALID_PARTITIONS,
                    "topic %s has %d partitions, and can only have more"
                            .formatted(topic.name(), topic.partitions()));
        }
        return partitions > PARTITIONS_MAX
                ? Problem.of(
                        Errors.INVALID_PARTITIONS,
                        "a topic has at most " + PARTITIONS_MAX + " partitions")
                : Problem.NONE;
    }

    boolean isHome() {
        return isHome;
    }

    Catalog catalog() {
        return catalog;
    }

    /** What an answer that tells of changes waits for. */
    long mark() {
        return gate.mark();
    }
}

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
        return problemOf(settings);
    }

    static Problem problemOf(Map<String, String> settings) {
        for (Map.Entry<String, String> each : settings.entrySet()) {
            String problem = TopicSettings.problemOf(each.getKey(), each.getValue());
            if (problem != null) {
                return Problem.of(Errors.INVALID_CONFIG, problem);
            }
        }
        String together = TopicSettings.problemOf(settings);
        return together == null ? Problem.NONE : Problem.of(Errors.INVALID_CONFIG, together);
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

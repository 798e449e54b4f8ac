package io.robustmq.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.LogPolicy;
import io.robustmq.storage.log.concurrent.Compaction;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicSettingsTest {
    private static LogPolicy policy(Map<String, String> set) {
        return TopicSettings.of(set).policy(Durability.INTERVAL);
    }

    @Test
    void shouldDeleteAndNotCompactByDefault() {
        LogPolicy policy = policy(Map.of());

        assertThat(policy)
                .isEqualTo(new LogPolicy(Durability.INTERVAL, 604_800_000, LogPolicy.UNLIMITED));
        assertThat(TopicSettings.of(Map.of()).isDeleted()).isTrue();
    }

    @Test
    void shouldDeleteNothingThatIsOnlyCompacted() {
        LogPolicy policy = policy(Map.of("cleanup.policy", "compact", "retention.bytes", "1000"));

        assertThat(policy.retentionMs()).isEqualTo(LogPolicy.UNLIMITED);
        assertThat(policy.retentionBytes()).isEqualTo(LogPolicy.UNLIMITED);
        assertThat(policy.compaction())
                .isEqualTo(new Compaction(86_400_000, 0, Long.MAX_VALUE, 0.5, 604_800_000));
    }

    @Test
    void shouldCompactAsItIsSet() {
        LogPolicy policy =
                policy(
                        Map.of(
                                "cleanup.policy", "compact,delete",
                                "retention.ms", "10",
                                "delete.retention.ms", "1",
                                "min.compaction.lag.ms", "2",
                                "max.compaction.lag.ms", "3",
                                "min.cleanable.dirty.ratio", "0.25",
                                "segment.ms", "4"));

        assertThat(policy.retentionMs()).isEqualTo(10);
        assertThat(policy.compaction()).isEqualTo(new Compaction(1, 2, 3, 0.25, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"delete", "compact", "compact,delete", "delete,compact", "compact, delete"})
    void shouldKnowKafkasPolicies(String policy) {
        assertThat(TopicSettings.problemOf("cleanup.policy", policy)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "cleanup.policy, compact;delete",
        "cleanup.policy, shrink",
        "min.cleanable.dirty.ratio, 1.1",
        "min.cleanable.dirty.ratio, -0.1",
        "min.cleanable.dirty.ratio, .",
        "max.compaction.lag.ms, 0",
        "max.compaction.lag.ms, 9223372036854775808",
        "min.compaction.lag.ms, -1",
        "delete.retention.ms, -1"
    })
    void shouldRefuseByName(String name, String value) {
        assertThat(TopicSettings.problemOf(name, value)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "0.5", ".5", "1.0"})
    void shouldTakeAnyPart(String ratio) {
        assertThat(TopicSettings.problemOf("min.cleanable.dirty.ratio", ratio)).isNull();
        assertThat(
                        policy(
                                        Map.of(
                                                "cleanup.policy",
                                                "compact",
                                                "min.cleanable.dirty.ratio",
                                                ratio))
                                .compaction())
                .isNotNull();
    }

    @Test
    void shouldRefuseLagsThatContradictEachOther() {
        assertThat(TopicSettings.problemOf(Map.of("min.compaction.lag.ms", "5")))
                .as("there is no longest")
                .isNull();
        assertThat(
                        TopicSettings.problemOf(
                                Map.of(
                                        "min.compaction.lag.ms", "5",
                                        "max.compaction.lag.ms", "4")))
                .contains("min.compaction.lag.ms", "max.compaction.lag.ms");
    }
}

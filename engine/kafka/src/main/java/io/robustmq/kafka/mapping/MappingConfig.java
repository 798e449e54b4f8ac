package io.robustmq.kafka.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.TopicNames;
import io.robustmq.kafka.topic.TopicSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which topics are tied to which filter where they say nothing themselves ({@code kafka.mapping}).
 *
 * @param isIdentity topic {@code a.b} is tied to {@code a/b}
 * @param rules others, by topic; the first that names a topic counts
 */
public record MappingConfig(boolean isIdentity, List<Rule> rules) {
    public static final MappingConfig NONE = new MappingConfig(false, List.of());

    /**
     * One pair.
     *
     * @param filter a valid one that begins with no {@code $}
     * @param topic a legal name of no internal topic
     */
    public record Rule(String filter, String topic) {}

    public MappingConfig {
        rules = List.copyOf(rules);
    }

    /** What the topic is tied to; null for nothing. */
    @Nullable TopicMapping of(Topic topic) {
        if (TopicNames.isInternal(topic.name())) {
            return null;
        }
        TopicSettings settings = TopicSettings.of(topic.settings());
        String filter = filterOf(topic.name(), settings);
        return filter == null
                ? null
                : new TopicMapping(filter, settings.mqttKeyLevel(), identityOf(topic.name()));
    }

    private @Nullable String filterOf(String topic, TopicSettings settings) {
        if (!settings.mqttFilter().isEmpty()) {
            return settings.mqttFilter();
        }
        for (Rule rule : rules) {
            if (rule.topic().equals(topic)) {
                return rule.filter();
            }
        }
        return isIdentity ? identityOf(topic) : null;
    }

    /** {@code a/b} for {@code a.b}; null for a name that is no levels joined by dots. */
    static @Nullable String identityOf(String topic) {
        boolean hasEmptyLevel =
                topic.startsWith(".") || topic.endsWith(".") || topic.contains("..");
        return hasEmptyLevel ? null : topic.replace('.', '/');
    }

    /** Bytes of a text that may be missing; empty for that. */
    static byte[] bytesOf(@Nullable String text) {
        return text == null ? new byte[0] : text.getBytes(UTF_8);
    }
}

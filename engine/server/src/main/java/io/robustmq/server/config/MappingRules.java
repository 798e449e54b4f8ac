package io.robustmq.server.config;

import io.robustmq.kafka.mapping.MappingConfig;
import io.robustmq.kafka.mapping.MappingConfig.Rule;
import io.robustmq.kafka.topic.TopicNames;
import io.robustmq.kafka.topic.TopicSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code kafka.mapping}: {@code identity}, or pairs like {@code sensors/#=sensors}, parted by
 * commas; the last {@code =} of each parts its filter from its topic.
 */
final class MappingRules {
    private static final String KEY = "kafka.mapping";
    private static final String IDENTITY = "identity";

    private MappingRules() {}

    static MappingConfig of(Values values) {
        if (values.isOff(KEY)) {
            return MappingConfig.NONE;
        }
        if (values.isOff("journal.durability")) {
            throw values.refuse(KEY);
        }
        if (values.text(KEY).equals(IDENTITY)) {
            return new MappingConfig(true, List.of());
        }
        List<Rule> rules = new ArrayList<>();
        for (String pair : values.text(KEY).split(",", -1)) {
            rules.add(rule(values, pair));
        }
        return new MappingConfig(false, rules);
    }

    private static Rule rule(Values values, String pair) {
        int at = pair.lastIndexOf('=');
        String filter = at < 0 ? "" : pair.substring(0, at).strip();
        String topic = pair.substring(at + 1).strip();
        if (!TopicSettings.isFilter(filter)
                || !TopicNames.isLegal(topic)
                || TopicNames.isInternal(topic)) {
            throw values.refuse(KEY);
        }
        return new Rule(filter, topic);
    }
}

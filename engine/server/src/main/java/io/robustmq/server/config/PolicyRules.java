package io.robustmq.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.shard.Policies.SessionRule;
import io.robustmq.kernel.shard.Policies.TopicRule;
import io.robustmq.kernel.topic.TopicRules;
import io.robustmq.storage.journal.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * {@code journal.topics} and {@code journal.sessions}: pairs like {@code metrics/#=memory}, parted
 * by commas; the last {@code =} of each parts its policy from what it is for.
 */
final class PolicyRules {
    private static final String TOPICS = "journal.topics";
    private static final String SESSIONS = "journal.sessions";

    private PolicyRules() {}

    static List<TopicRule> topics(Values values) {
        List<TopicRule> rules = new ArrayList<>();
        for (String pair : pairs(values, TOPICS)) {
            String filter = keyOf(values, TOPICS, pair);
            byte[] bytes = filter.getBytes(UTF_8);
            if (!TopicRules.checkFilter(new UnsafeBuffer(bytes), 0, bytes.length, Integer.MAX_VALUE)
                    .isValid()) {
                throw values.refuse(TOPICS);
            }
            rules.add(new TopicRule(filter, policyOf(values, TOPICS, pair)));
        }
        return rules;
    }

    static List<SessionRule> sessions(Values values) {
        List<SessionRule> rules = new ArrayList<>();
        for (String pair : pairs(values, SESSIONS)) {
            String prefix = keyOf(values, SESSIONS, pair);
            rules.add(new SessionRule(prefix, policyOf(values, SESSIONS, pair)));
        }
        return rules;
    }

    private static String[] pairs(Values values, String key) {
        if (values.isOff(key)) {
            return new String[0];
        }
        if (values.isOff("journal.durability")) {
            throw values.refuse(key);
        }
        return values.text(key).split(",", -1);
    }

    private static String keyOf(Values values, String key, String pair) {
        int at = pair.lastIndexOf('=');
        if (at < 0 || pair.substring(0, at).isBlank()) {
            throw values.refuse(key);
        }
        return pair.substring(0, at).strip();
    }

    private static Durability policyOf(Values values, String key, String pair) {
        String name = pair.substring(pair.lastIndexOf('=') + 1).strip();
        for (Durability each : Durability.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each;
            }
        }
        throw values.refuse(key);
    }
}

package io.robustmq.kernel.shard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.topic.FilterMatch;
import io.robustmq.storage.journal.Durability;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * What acknowledgements promise: of messages kept for a topic, and of what happens to a session.
 * The first rule that fits counts, the standard when none does. Immutable.
 */
public final class Policies {
    private final Durability standard;
    private final byte[][] filters;
    private final Durability[] ofFilters;
    private final List<SessionRule> sessions;

    /**
     * @param filter a topic filter, wildcards and all
     */
    public record TopicRule(String filter, Durability durability) {}

    /**
     * @param prefix what client ids begin with, letter by letter: never a pattern
     */
    public record SessionRule(String prefix, Durability durability) {}

    public Policies(Durability standard, List<TopicRule> topics, List<SessionRule> sessions) {
        this.standard = standard;
        this.filters = new byte[topics.size()][];
        this.ofFilters = new Durability[topics.size()];
        for (int i = 0; i < filters.length; i++) {
            filters[i] = topics.get(i).filter().getBytes(UTF_8);
            ofFilters[i] = topics.get(i).durability();
        }
        this.sessions = List.copyOf(sessions);
    }

    /** One for all. */
    public static Policies uniform(Durability durability) {
        return new Policies(durability, List.of(), List.of());
    }

    /** The one that promises more. */
    public static Durability stronger(Durability one, Durability other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Of whatever has no rule. */
    public Durability standard() {
        return standard;
    }

    /** Of messages kept for the topic: in queues, and as its retained message. */
    public Durability ofTopic(DirectBuffer topic, int offset, int length) {
        for (int i = 0; i < filters.length; i++) {
            if (FilterMatch.matches(filters[i], topic, offset, length)) {
                return ofFilters[i];
            }
        }
        return standard;
    }

    /** Of a session's own life: that it is there, its subscriptions, what is in flight. */
    public Durability ofSession(String clientId) {
        for (SessionRule rule : sessions) {
            if (clientId.startsWith(rule.prefix)) {
                return rule.durability;
            }
        }
        return standard;
    }
}

package io.robustmq.kafka.group.consumer;

import io.robustmq.kafka.control.Client;
import io.robustmq.kafka.group.GroupError;
import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.Topics;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What members want, from what they say and what they said before: a heartbeat says changes only.
 */
@OwnedBy(Core.class)
final class Subscriptions {
    /** Not said, since it is what it was. */
    static final int UNSAID = -1;

    private final Topics topics;

    Subscriptions(Topics topics) {
        this.topics = topics;
    }

    /** Of a member that is new. */
    Subscription first(ConsumerGroupHeartbeatRequestData asked, Client client) throws GroupError {
        String pattern = asked.subscribedTopicRegex() == null ? "" : asked.subscribedTopicRegex();
        List<String> names = asked.subscribedTopicNames();
        return new Subscription(
                idOf(asked),
                asked.instanceId(),
                asked.rackId(),
                client.clientId(),
                client.host(),
                asked.rebalanceTimeoutMs(),
                asked.serverAssignor(),
                pattern,
                checked(names == null ? List.of() : names, client),
                matched(pattern, client));
    }

    /** Of a member that is there, or in whose place another one comes. */
    Subscription next(ConsumerMember member, ConsumerGroupHeartbeatRequestData asked, Client client)
            throws GroupError {
        Subscription had = member.wants();
        String pattern = or(asked.subscribedTopicRegex(), had.pattern());
        List<String> names = asked.subscribedTopicNames();
        boolean isMatched = member.matchedAt() == topics.version() && pattern.equals(had.pattern());
        return new Subscription(
                idOf(asked),
                asked.instanceId() == null ? had.instanceId() : asked.instanceId(),
                asked.rackId() == null ? had.rackId() : asked.rackId(),
                client.clientId(),
                client.host(),
                asked.rebalanceTimeoutMs() == UNSAID
                        ? had.rebalanceTimeoutMs()
                        : asked.rebalanceTimeoutMs(),
                asked.serverAssignor() == null ? had.assignor() : asked.serverAssignor(),
                pattern,
                names == null ? had.names() : checked(names, client),
                isMatched ? had.matched() : matched(pattern, client));
    }

    private static String idOf(ConsumerGroupHeartbeatRequestData asked) {
        return asked.memberId().isEmpty() ? Uuid.randomUuid().toString() : asked.memberId();
    }

    private static String or(@Nullable String said, String before) {
        return said == null ? before : said;
    }

    private static SortedSet<String> checked(List<String> names, Client client) throws GroupError {
        for (String name : names) {
            if (!client.access().maySee(name)) {
                throw new GroupError(
                        Errors.TOPIC_AUTHORIZATION_FAILED, "not for this user: " + name);
            }
        }
        return new TreeSet<>(names);
    }

    /** Looks at every topic's name, when there is a pattern and topics have changed. */
    private SortedSet<String> matched(String pattern, Client client) throws GroupError {
        SortedSet<String> matched = new TreeSet<>();
        if (pattern.isEmpty()) {
            return matched;
        }
        TopicPattern compiled = TopicPattern.of(pattern);
        for (Topic topic : topics.all()) {
            if (compiled.matches(topic.name()) && client.access().maySee(topic.name())) {
                matched.add(topic.name());
            }
        }
        return matched;
    }
}

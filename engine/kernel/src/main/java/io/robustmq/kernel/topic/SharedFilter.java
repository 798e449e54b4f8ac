package io.robustmq.kernel.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A filter as a client names it, taken apart: {@code $share/group/filter} (MQTT 5.0 §4.8.2), {@code
 * $queue/filter}, which is a share with one group for all, {@code $exclusive/topic}, which one
 * subscriber at a time may hold, or a plain filter.
 *
 * @param check what is wrong; then group and filter mean nothing
 * @param group the share name; empty where there is none
 * @param filter what is matched
 */
public record SharedFilter(Kind kind, FilterCheck check, String group, String filter) {
    /** How a filter's subscribers get its messages. */
    public enum Kind {
        /** Each gets all. */
        PLAIN(""),
        /** Each message goes to one of the group. */
        SHARED("$share/"),
        /** Each message goes to one of all who named the queue. */
        QUEUE("$queue/"),
        /** There is one subscriber at most. */
        EXCLUSIVE("$exclusive/");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        static Kind of(String name) {
            for (Kind kind : new Kind[] {SHARED, QUEUE, EXCLUSIVE}) {
                if (name.startsWith(kind.prefix)) {
                    return kind;
                }
            }
            return PLAIN;
        }
    }

    /** Control work: allocates. */
    public static SharedFilter parse(DirectBuffer buffer, int offset, int length, int levelsMax) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return parse(new String(bytes, UTF_8), levelsMax);
    }

    /**
     * @param levelsMax levels the filter proper may have
     */
    public static SharedFilter parse(String name, int levelsMax) {
        Kind kind = Kind.of(name);
        String rest = name.substring(kind.prefix.length());
        return switch (kind) {
            case PLAIN -> new SharedFilter(kind, checkFilter(name, levelsMax), "", name);
            case SHARED -> parseShared(rest, levelsMax);
            case QUEUE -> new SharedFilter(kind, checkRest(rest, levelsMax), "", rest);
            case EXCLUSIVE -> new SharedFilter(kind, checkTopic(rest, levelsMax), "", rest);
        };
    }

    public boolean isValid() {
        return check.isValid();
    }

    /** True when a message goes to one of several: {@code $share} and {@code $queue}. */
    public boolean isShared() {
        return kind == Kind.SHARED || kind == Kind.QUEUE;
    }

    private static SharedFilter parseShared(String rest, int levelsMax) {
        int slash = rest.indexOf('/');
        String group = slash < 0 ? rest : rest.substring(0, slash);
        String filter = slash < 0 ? "" : rest.substring(slash + 1);
        boolean badName = group.isEmpty() || group.indexOf('+') >= 0 || group.indexOf('#') >= 0;
        FilterCheck check = badName ? FilterCheck.BAD_SHARE_NAME : checkRest(filter, levelsMax);
        return new SharedFilter(Kind.SHARED, check, group, filter);
    }

    private static FilterCheck checkRest(String filter, int levelsMax) {
        return filter.isEmpty() ? FilterCheck.MISSING_FILTER : checkFilter(filter, levelsMax);
    }

    private static FilterCheck checkTopic(String topic, int levelsMax) {
        boolean hasWildcard = topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0;
        return hasWildcard ? FilterCheck.EXCLUSIVE_WILDCARD : checkRest(topic, levelsMax);
    }

    private static FilterCheck checkFilter(String filter, int levelsMax) {
        byte[] bytes = filter.getBytes(UTF_8);
        return TopicRules.checkFilter(new UnsafeBuffer(bytes), 0, bytes.length, levelsMax);
    }
}

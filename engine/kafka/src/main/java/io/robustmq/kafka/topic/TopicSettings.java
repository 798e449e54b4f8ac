package io.robustmq.kafka.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.topic.TopicRules;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.LogPolicy;
import io.robustmq.storage.log.concurrent.Compaction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A topic's settings with what they mean; what is not set has the default. Immutable.
 *
 * @param retentionMs records older than that may go; −1: none
 * @param retentionBytes of one partition; −1: all
 * @param maxMessageBytes of one batch
 * @param isLogAppendTime records have the broker's clock
 * @param timestampBeforeMaxMs how far back a producer's clock may be
 * @param timestampAfterMaxMs how far ahead
 * @param flush what acks=all promises; null: what the node's journal does
 * @param isDeleted what retention does not keep goes
 * @param compaction how only the latest record of each key is kept; null: all are
 * @param mqttFilter whose messages are records here, and the other way round; empty: none of the
 *     topic's own
 * @param mqttKeyLevel which level of a message's topic is its record's key, from 1; 0: all of them
 */
public record TopicSettings(
        long retentionMs,
        long retentionBytes,
        int maxMessageBytes,
        boolean isLogAppendTime,
        long timestampBeforeMaxMs,
        long timestampAfterMaxMs,
        @Nullable Durability flush,
        boolean isDeleted,
        @Nullable Compaction compaction,
        String mqttFilter,
        int mqttKeyLevel) {
    static final String CLEANUP_POLICY = "cleanup.policy";
    static final String RETENTION_MS = "retention.ms";
    static final String RETENTION_BYTES = "retention.bytes";
    static final String MAX_MESSAGE_BYTES = "max.message.bytes";
    static final String TIMESTAMP_TYPE = "message.timestamp.type";
    static final String TIMESTAMP_BEFORE = "message.timestamp.before.max.ms";
    static final String TIMESTAMP_AFTER = "message.timestamp.after.max.ms";
    static final String FLUSH_MESSAGES = "flush.messages";
    static final String FLUSH_MS = "flush.ms";
    static final String MIN_INSYNC = "min.insync.replicas";
    static final String COMPRESSION = "compression.type";
    static final String SEGMENT_BYTES = "segment.bytes";
    static final String SEGMENT_MS = "segment.ms";
    static final String DELETE_RETENTION_MS = "delete.retention.ms";
    static final String MIN_LAG = "min.compaction.lag.ms";
    static final String MAX_LAG = "max.compaction.lag.ms";
    static final String DIRTY_RATIO = "min.cleanable.dirty.ratio";

    public static final String MQTT_FILTER = "mqtt.filter";
    static final String MQTT_KEY = "mqtt.key";

    /** A key that is the whole topic. */
    public static final int WHOLE_TOPIC = 0;

    private static final String WHOLE = "topic";
    private static final int MQTT_LEVELS_MAX = 128;

    private static final SequencedMap<String, Definition> ALL = new LinkedHashMap<>();
    private static final String UNLIMITED = Long.toString(Long.MAX_VALUE);

    static {
        define(
                CLEANUP_POLICY,
                Kind.LIST,
                "delete",
                "delete|compact|compact *, *delete|delete *, *compact",
                "delete, compact, or both");
        define(RETENTION_MS, Kind.LONG, "604800000", "-1|\\d{1,18}", "-1, or milliseconds");
        define(RETENTION_BYTES, Kind.LONG, "-1", "-1|\\d{1,18}", "-1, or bytes of a partition");
        define(MAX_MESSAGE_BYTES, Kind.INT, "1048588", "\\d{1,9}", "bytes of a batch");
        define(
                TIMESTAMP_TYPE,
                Kind.TEXT,
                "CreateTime",
                "CreateTime|LogAppendTime",
                "CreateTime or LogAppendTime");
        define(TIMESTAMP_BEFORE, Kind.LONG, UNLIMITED, "\\d{1,19}", "milliseconds");
        define(TIMESTAMP_AFTER, Kind.LONG, "3600000", "\\d{1,19}", "milliseconds");
        define(
                FLUSH_MESSAGES,
                Kind.LONG,
                UNLIMITED,
                "1|" + UNLIMITED,
                "1, to sync before acks=all is answered, or " + UNLIMITED);
        define(
                FLUSH_MS,
                Kind.LONG,
                UNLIMITED,
                "\\d{1,19}",
                "milliseconds, with journal.sync-interval as the shortest");
        define(MIN_INSYNC, Kind.INT, "1", "1", "1: there is one replica");
        define(
                COMPRESSION,
                Kind.TEXT,
                "producer",
                "producer",
                "producer: batches are kept as they came");
        define(
                SEGMENT_BYTES,
                Kind.INT,
                "1073741824",
                "\\d{1,10}",
                "bytes; the journal cuts its own");
        define(
                SEGMENT_MS,
                Kind.LONG,
                "604800000",
                "\\d{1,19}",
                "milliseconds; so long the newest records are not compacted, unless the journal's"
                        + " segment is complete");
        define(DELETE_RETENTION_MS, Kind.LONG, "86400000", "\\d{1,19}", "milliseconds");
        define(MIN_LAG, Kind.LONG, "0", "\\d{1,19}", "milliseconds");
        define(MAX_LAG, Kind.LONG, UNLIMITED, "0*[1-9]\\d{0,18}", "milliseconds, 1 or more");
        define(
                DIRTY_RATIO,
                Kind.DOUBLE,
                "0.5",
                "0|0?\\.\\d{1,9}|1(\\.0{1,9})?",
                "a part of what a partition has, 0 to 1");
        define(
                MQTT_FILTER,
                Kind.TEXT,
                "",
                ".{0,1024}",
                "an MQTT topic filter that begins with no $, or nothing");
        define(
                MQTT_KEY,
                Kind.TEXT,
                WHOLE,
                WHOLE + "|[1-9]\\d{0,2}",
                WHOLE + ", or which of its levels, from 1 to 999");
    }

    /** How a value is written. */
    public enum Kind {
        TEXT,
        INT,
        LONG,
        DOUBLE,
        LIST
    }

    /**
     * A setting that a topic may have.
     *
     * @param allowed for people
     */
    public record Definition(
            String name, Kind kind, String defaultValue, Pattern pattern, String allowed) {}

    private static void define(
            String name, Kind kind, String defaultValue, String pattern, String allowed) {
        ALL.put(name, new Definition(name, kind, defaultValue, Pattern.compile(pattern), allowed));
    }

    /** Every setting there is, in a fixed order. */
    public static Iterable<Definition> all() {
        return ALL.values();
    }

    /** What is wrong with a setting, for people; null when nothing is. */
    public static @Nullable String problemOf(String name, @Nullable String value) {
        Definition definition = ALL.get(name);
        if (definition == null) {
            return "topics have no setting " + name + " here";
        }
        if (value == null || !definition.pattern().matcher(value).matches()) {
            return name + " wants " + definition.allowed();
        }
        if (name.equals(MQTT_FILTER) && !value.isEmpty() && !isFilter(value)) {
            return name + " wants " + definition.allowed();
        }
        try {
            if (definition.kind() == Kind.LONG || definition.kind() == Kind.INT) {
                Long.parseLong(value);
            }
            return null;
        } catch (NumberFormatException e) {
            return name + " wants " + definition.allowed();
        }
    }

    /** What is wrong with settings, each of which is right; null when nothing is. */
    public static @Nullable String problemOf(Map<String, String> set) {
        return number(set, MIN_LAG) > number(set, MAX_LAG)
                ? MIN_LAG + " cannot be more than " + MAX_LAG
                : null;
    }

    /** One that messages of clients may lie in. */
    public static boolean isFilter(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return !text.startsWith("$")
                && TopicRules.checkFilter(new UnsafeBuffer(bytes), 0, bytes.length, MQTT_LEVELS_MAX)
                        .isValid();
    }

    /** Of settings that have no problem. */
    public static TopicSettings of(Map<String, String> set) {
        return new TopicSettings(
                number(set, RETENTION_MS),
                number(set, RETENTION_BYTES),
                (int) number(set, MAX_MESSAGE_BYTES),
                text(set, TIMESTAMP_TYPE).equals("LogAppendTime"),
                number(set, TIMESTAMP_BEFORE),
                number(set, TIMESTAMP_AFTER),
                flush(set),
                text(set, CLEANUP_POLICY).contains("delete"),
                text(set, CLEANUP_POLICY).contains("compact") ? compaction(set) : null,
                text(set, MQTT_FILTER),
                text(set, MQTT_KEY).equals(WHOLE) ? WHOLE_TOPIC : (int) number(set, MQTT_KEY));
    }

    private static Compaction compaction(Map<String, String> set) {
        return new Compaction(
                number(set, DELETE_RETENTION_MS),
                number(set, MIN_LAG),
                number(set, MAX_LAG),
                Double.parseDouble(text(set, DIRTY_RATIO)),
                number(set, SEGMENT_MS));
    }

    private static @Nullable Durability flush(Map<String, String> set) {
        if (set.containsKey(FLUSH_MESSAGES) && number(set, FLUSH_MESSAGES) == 1) {
            return Durability.SYNC;
        }
        return set.containsKey(FLUSH_MS) ? Durability.INTERVAL : null;
    }

    /** What is set, or the default. */
    public static String text(Map<String, String> set, String name) {
        Definition definition = ALL.get(name);
        String value = set.get(name);
        return value != null || definition == null
                ? String.valueOf(value)
                : definition.defaultValue();
    }

    private static long number(Map<String, String> set, String name) {
        return Long.parseLong(text(set, name));
    }

    /** What a log of the topic promises and keeps. */
    public LogPolicy policy(Durability ofNode) {
        return new LogPolicy(
                flush == null ? ofNode : flush,
                isDeleted ? retentionMs : LogPolicy.UNLIMITED,
                isDeleted ? retentionBytes : LogPolicy.UNLIMITED,
                compaction);
    }
}

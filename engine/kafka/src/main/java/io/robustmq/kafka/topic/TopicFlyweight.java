package io.robustmq.kafka.topic;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The catalog's events, and a topic in them and in the tables. Little-endian; {@code text} is a
 * length of 2 bytes and so many bytes of UTF-8.
 *
 * <pre>
 *                0         1   8           16
 * TOPIC          | version | 0 | nextLogId | topic
 * DELETED        | version | 0 | idHigh    | idLow, 8 |
 * PRODUCER_IDS   | version | 0 | next, 8   |
 *
 * topic  | idHigh, 8 | idLow, 8 | name, text | ranges, 4 | ranges × (firstLogId, 8 | count, 4)
 *        | settings, 4 | settings × (key, text | value, text)
 * </pre>
 *
 * <p>TOPIC says all of a topic as it is from then on, new or changed; {@code nextLogId} and {@code
 * next} are the first numbers not given out.
 */
final class TopicFlyweight {
    static final int TOPIC = 0x0501;
    static final int DELETED = 0x0502;
    static final int PRODUCER_IDS = 0x0503;

    static final int VERSION = 1;
    static final int TOPIC_AT = 16;

    private static final int FIRST_AT = 8;
    private static final int SECOND_AT = 16;

    private TopicFlyweight() {}

    static boolean isEvent(int type) {
        return type >= TOPIC && type <= PRODUCER_IDS;
    }

    /**
     * @return bytes written
     */
    static int putTopic(MutableDirectBuffer to, long nextLogId, Topic topic) {
        putHead(to, nextLogId);
        return encode(to, TOPIC_AT, topic);
    }

    static int putDeleted(MutableDirectBuffer to, Topic topic) {
        putHead(to, topic.idHigh());
        to.putLong(SECOND_AT, topic.idLow(), LITTLE_ENDIAN);
        return SECOND_AT + Long.BYTES;
    }

    static int putProducerIds(MutableDirectBuffer to, long next) {
        putHead(to, next);
        return SECOND_AT;
    }

    private static void putHead(MutableDirectBuffer to, long first) {
        to.putLong(0, VERSION, LITTLE_ENDIAN);
        to.putLong(FIRST_AT, first, LITTLE_ENDIAN);
    }

    /** What {@code nextLogId}, {@code idHigh} or {@code next} are in an event. */
    static long first(DirectBuffer event, int offset) {
        checkVersion(event.getByte(offset));
        return event.getLong(offset + FIRST_AT, LITTLE_ENDIAN);
    }

    static long second(DirectBuffer event, int offset) {
        return event.getLong(offset + SECOND_AT, LITTLE_ENDIAN);
    }

    static void checkVersion(int found) {
        if (found != VERSION) {
            throw new IllegalArgumentException(
                    "a topic has format version %d; this program reads version %d"
                            .formatted(found, VERSION));
        }
    }

    private static int encode(MutableDirectBuffer to, int offset, Topic topic) {
        to.putLong(offset, topic.idHigh(), LITTLE_ENDIAN);
        to.putLong(offset + 8, topic.idLow(), LITTLE_ENDIAN);
        int at = putText(to, offset + 16, topic.name());
        to.putInt(at, topic.ranges().size(), LITTLE_ENDIAN);
        at += Integer.BYTES;
        for (LogRange range : topic.ranges()) {
            to.putLong(at, range.firstLogId(), LITTLE_ENDIAN);
            to.putInt(at + Long.BYTES, range.count(), LITTLE_ENDIAN);
            at += Long.BYTES + Integer.BYTES;
        }
        to.putInt(at, topic.settings().size(), LITTLE_ENDIAN);
        at += Integer.BYTES;
        for (Map.Entry<String, String> setting : topic.settings().entrySet()) {
            at = putText(to, putText(to, at, setting.getKey()), setting.getValue());
        }
        return at;
    }

    /** A topic as {@link #encode} wrote it. */
    static Topic decode(DirectBuffer from, int offset) {
        int at = offset + 16;
        String name = text(from, at);
        at += textBytes(from, at);
        int rangeCount = from.getInt(at, LITTLE_ENDIAN);
        at += Integer.BYTES;
        List<LogRange> ranges = new ArrayList<>();
        for (int i = 0; i < rangeCount; i++) {
            ranges.add(
                    new LogRange(
                            from.getLong(at, LITTLE_ENDIAN),
                            from.getInt(at + Long.BYTES, LITTLE_ENDIAN)));
            at += Long.BYTES + Integer.BYTES;
        }
        int settingCount = from.getInt(at, LITTLE_ENDIAN);
        at += Integer.BYTES;
        Map<String, String> settings = new TreeMap<>();
        for (int i = 0; i < settingCount; i++) {
            String key = text(from, at);
            at += textBytes(from, at);
            settings.put(key, text(from, at));
            at += textBytes(from, at);
        }
        return new Topic(
                name,
                from.getLong(offset, LITTLE_ENDIAN),
                from.getLong(offset + 8, LITTLE_ENDIAN),
                ranges,
                settings);
    }

    private static int putText(MutableDirectBuffer to, int at, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        to.putShort(at, (short) bytes.length, LITTLE_ENDIAN);
        to.putBytes(at + Short.BYTES, bytes);
        return at + Short.BYTES + bytes.length;
    }

    private static int textBytes(DirectBuffer from, int at) {
        return Short.BYTES + (from.getShort(at, LITTLE_ENDIAN) & 0xffff);
    }

    private static String text(DirectBuffer from, int at) {
        byte[] bytes = new byte[from.getShort(at, LITTLE_ENDIAN) & 0xffff];
        from.getBytes(at + Short.BYTES, bytes);
        return new String(bytes, UTF_8);
    }
}

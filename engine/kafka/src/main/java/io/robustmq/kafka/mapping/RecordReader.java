package io.robustmq.kafka.mapping;

import io.robustmq.codec.kafka.RecordHeaders;
import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.Utf8String;
import io.robustmq.codec.mqtt.encode.PropertiesWriter;
import io.robustmq.kernel.logged.Deliverer;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.topic.TopicRules;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Makes a record a message of QoS 1: its topic from header, key or mapping, properties from its
 * headers. Views; what is copied are properties, which have a bound. Allocates nothing.
 */
@OwnedBy(Core.class)
final class RecordReader {
    /** Bytes of all properties of one message, and how many may be users': as MQTT's clients. */
    static final int PROPERTY_BYTES_MAX = 64 << 10;

    static final int USER_PROPERTIES_MAX = 256;

    private static final int TEXT_BYTES_MAX = 0xffff;

    /** A property's identifier and lengths. */
    private static final int PROPERTY_OVERHEAD = 5;

    private static final int QOS = 1;
    private static final int LEVELS_MAX = 128;
    private static final int DIGITS_MAX = 10;
    private static final long EXPIRY_MAX_S = 0xffff_ffffL;
    private static final long MS_PER_S = 1_000;
    private static final long NO_EXPIRY = -1;

    private final RecordHeaders headers = new RecordHeaders();
    private final PropertiesWriter properties =
            new PropertiesWriter(new ExpandableArrayBuffer(1024));
    private DirectBuffer topicBuffer = properties.buffer();
    private int topicAt;
    private int topicLength;
    private long expiryS;
    private int userProperties;
    private long seen;
    private int leftOut;

    /**
     * @param buffer that the record lies in
     * @param nowMs milliseconds since 1970
     * @return false when it has no topic of the mapping's: it is for Kafka's clients alone
     */
    boolean read(
            RecordIterator record,
            DirectBuffer buffer,
            TopicMapping mapping,
            long nowMs,
            Publication into) {
        begin();
        headers.wrap(buffer, record);
        while (headers.next()) {
            header(mapping);
        }
        if (topicLength == 0 && !chooseTopic(record, buffer, mapping)) {
            return false;
        }
        into.begin(QOS, false, Deliverer.SENDER, nowMs, expiresAtMs(record.timestamp(), nowMs))
                .topic(topicBuffer, topicAt, topicLength)
                .properties(properties.buffer(), 0, properties.length())
                .payload(buffer, record.valueOffset(), Math.max(0, record.valueLength()));
        return true;
    }

    private void begin() {
        properties.reset();
        topicLength = 0;
        expiryS = NO_EXPIRY;
        userProperties = 0;
        seen = 0;
        leftOut = 0;
    }

    /** Headers of the record read last that are no property. */
    int leftOut() {
        return leftOut;
    }

    private boolean chooseTopic(RecordIterator record, DirectBuffer buffer, TopicMapping mapping) {
        if (mapping.isKeyTopic()
                && record.keyLength() > 0
                && isTopic(mapping, buffer, record.keyOffset(), record.keyLength())) {
            topic(buffer, record.keyOffset(), record.keyLength());
        } else {
            DirectBuffer standard = mapping.standardTopic();
            topic(standard, 0, standard.capacity());
        }
        return topicLength > 0;
    }

    private void topic(DirectBuffer buffer, int at, int length) {
        topicBuffer = buffer;
        topicAt = at;
        topicLength = length;
    }

    private static boolean isTopic(TopicMapping mapping, DirectBuffer buffer, int at, int length) {
        return isName(buffer, at, length) && mapping.covers(buffer, at, length);
    }

    private static boolean isName(DirectBuffer buffer, int at, int length) {
        return isText(buffer, at, length)
                && TopicRules.checkName(buffer, at, length, LEVELS_MAX).isValid();
    }

    private static boolean isText(DirectBuffer buffer, int at, int length) {
        return length <= TEXT_BYTES_MAX && Utf8String.isWellFormed(buffer, at, length);
    }

    private long expiresAtMs(long timestampMs, long nowMs) {
        if (expiryS == NO_EXPIRY) {
            return Message.NEVER;
        }
        return (timestampMs < 0 ? nowMs : timestampMs) + expiryS * MS_PER_S;
    }

    private void header(TopicMapping mapping) {
        DirectBuffer buffer = headers.buffer();
        int at = headers.valueOffset();
        int length = Math.max(0, headers.valueLength());
        boolean isTaken;
        if (!headers.keyBegins(HeaderNames.PREFIX)) {
            isTaken = user(headers.keyOffset(), headers.keyLength(), at, length);
        } else if (headers.keyBegins(HeaderNames.USER)) {
            int prefix = HeaderNames.USER.length;
            isTaken = user(headers.keyOffset() + prefix, headers.keyLength() - prefix, at, length);
        } else if (headers.isKey(HeaderNames.TOPIC)) {
            isTaken = topicLength == 0 && length > 0 && isTopic(mapping, buffer, at, length);
            if (isTaken) {
                topic(buffer, at, length);
            }
        } else if (headers.isKey(HeaderNames.CONTENT_TYPE)) {
            isTaken = isText(buffer, at, length) && single(PropertyId.CONTENT_TYPE, at, length);
        } else if (headers.isKey(HeaderNames.RESPONSE_TOPIC)) {
            isTaken = isName(buffer, at, length) && single(PropertyId.RESPONSE_TOPIC, at, length);
        } else if (headers.isKey(HeaderNames.CORRELATION_DATA)) {
            isTaken = length <= TEXT_BYTES_MAX && single(PropertyId.CORRELATION_DATA, at, length);
        } else if (headers.isKey(HeaderNames.PAYLOAD_FORMAT)) {
            isTaken = payloadFormat(buffer, at, length);
        } else {
            isTaken = headers.isKey(HeaderNames.EXPIRY) && expiry(buffer, at, length);
        }
        leftOut += isTaken ? 0 : 1;
    }

    private boolean hasRoom(int bytes) {
        return properties.length() + bytes + PROPERTY_OVERHEAD <= PROPERTY_BYTES_MAX;
    }

    private boolean user(int nameAt, int nameLength, int at, int length) {
        DirectBuffer buffer = headers.buffer();
        if (userProperties == USER_PROPERTIES_MAX
                || !hasRoom(nameLength + length)
                || !isText(buffer, nameAt, nameLength)
                || !isText(buffer, at, length)) {
            return false;
        }
        userProperties++;
        properties.putUserProperty(buffer, nameAt, nameLength, buffer, at, length);
        return true;
    }

    /** A property that a message has once; the first header counts. */
    private boolean single(int id, int at, int length) {
        if (!isFirst(id) || !hasRoom(length)) {
            return false;
        }
        properties.put(id, headers.buffer(), at, length);
        return true;
    }

    private boolean isFirst(int id) {
        boolean isFirst = (seen & 1L << id) == 0;
        seen |= 1L << id;
        return isFirst;
    }

    private boolean payloadFormat(DirectBuffer buffer, int at, int length) {
        int value = length == 1 ? buffer.getByte(at) - '0' : -1;
        if (value < 0
                || value > 1
                || !hasRoom(1)
                || !isFirst(PropertyId.PAYLOAD_FORMAT_INDICATOR)) {
            return false;
        }
        properties.put(PropertyId.PAYLOAD_FORMAT_INDICATOR, value);
        return true;
    }

    private boolean expiry(DirectBuffer buffer, int at, int length) {
        long seconds = length == 0 || length > DIGITS_MAX ? NO_EXPIRY : 0;
        for (int i = at; i < at + length && seconds != NO_EXPIRY; i++) {
            int digit = buffer.getByte(i) - '0';
            seconds = digit < 0 || digit > 9 ? NO_EXPIRY : 10 * seconds + digit;
        }
        if (seconds == NO_EXPIRY
                || seconds > EXPIRY_MAX_S
                || !isFirst(PropertyId.MESSAGE_EXPIRY_INTERVAL)) {
            return false;
        }
        expiryS = seconds;
        return true;
    }
}

package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.PropertyScope;
import io.robustmq.codec.mqtt.TopicFilter;
import io.robustmq.codec.mqtt.TwoByteInteger;
import io.robustmq.codec.mqtt.Utf8String;
import org.agrona.DirectBuffer;

/**
 * SUBSCRIBE (§3.8). All of it is checked at once but for the wildcards of the filters: one bad
 * filter is answered alone, with 0x8F, so ask {@link TopicFilter#isValid} for each.
 *
 * <pre>
 *   | packet id, 2 | properties, 5.0 | { filter, 2 + n | options, 1 } ...
 *   options: retain handling 30 | retain as published 08 | no local 04 | QoS 03
 * </pre>
 */
public final class SubscribeDecoder {
    private static final int QOS = 0x03;
    private static final int NO_LOCAL = 0x04;
    private static final int RETAIN_AS_PUBLISHED = 0x08;
    private static final int RETAIN_HANDLING = 0x30;
    private static final int RESERVED = 0xC0;
    private static final int RESERVED_3_1_1 = 0xFC;
    private static final int OPTIONS_BYTES = 1;

    private final TopicFilters filters = new TopicFilters(OPTIONS_BYTES);
    private final PropertiesDecoder properties;
    private DirectBuffer buffer = PropertiesDecoder.NO_BYTES;
    private int packetId;

    public SubscribeDecoder(PropertyLimits limits) {
        this.properties = new PropertiesDecoder(limits);
    }

    public void wrap(DirectBuffer buffer, int bodyOffset, int bodyLength, MqttVersion version)
            throws MqttViolation {
        this.buffer = buffer;
        int end = bodyOffset + bodyLength;
        packetId = PacketId.get(buffer, bodyOffset, end);
        int at = bodyOffset + TwoByteInteger.BYTES;
        properties.wrapNone();
        if (version == MqttVersion.V5) {
            at = properties.wrap(buffer, at, end, PropertyScope.SUBSCRIBE);
        }
        int first = at;
        int count = 0;
        while (at < end) {
            at = checkedEnd(at, end, version);
            count++;
        }
        if (count == 0) { // [MQTT-3.8.3-2]
            throw MqttViolation.protocolError("SUBSCRIBE without a filter");
        }
        filters.wrap(buffer, first, end, count);
    }

    private int checkedEnd(int at, int end, MqttVersion version) throws MqttViolation {
        int optionsAt = Utf8String.end(buffer, at, end); // [MQTT-3.8.3-1]
        if (optionsAt == end) {
            throw MqttViolation.malformed("subscription options are cut off");
        }
        int options = buffer.getByte(optionsAt);
        switch (version) {
            case V5 -> checkOptions(options, at + TwoByteInteger.BYTES, optionsAt);
            case V3_1_1 -> {
                if ((options & RESERVED_3_1_1) != 0) { // 3.1.1 [MQTT-3-8.3-4]
                    throw MqttViolation.malformed("reserved bits of the requested QoS are set");
                }
            }
            case V3_1 -> {} // 3.1 §3.8: the upper six bits are not used
        }
        if ((options & QOS) == QOS) { // §3.8.3.1, 3.1.1 [MQTT-3-8.3-4]
            throw version == MqttVersion.V5
                    ? MqttViolation.protocolError("maximum QoS is 3")
                    : MqttViolation.malformed("requested QoS is 3");
        }
        return optionsAt + OPTIONS_BYTES;
    }

    private void checkOptions(int options, int filterOffset, int filterEnd) throws MqttViolation {
        if ((options & RESERVED) != 0) { // [MQTT-3.8.3-5]
            throw MqttViolation.malformed("reserved subscription options are set");
        }
        if ((options & RETAIN_HANDLING) == RETAIN_HANDLING) { // §3.8.3.1
            throw MqttViolation.protocolError("retain handling is 3");
        }
        if ((options & NO_LOCAL) != 0
                && TopicFilter.startsWithShare(buffer, filterOffset, filterEnd - filterOffset)) {
            // [MQTT-3.8.3-4]
            throw MqttViolation.protocolError("no local on a shared subscription");
        }
    }

    /** 1 to 65,535. */
    public int packetId() {
        return packetId;
    }

    public PropertiesDecoder properties() {
        return properties;
    }

    /** 1 to 268,435,455; 0 for none. */
    public int subscriptionIdentifier() {
        return (int) properties.value(PropertyId.SUBSCRIPTION_IDENTIFIER, 0);
    }

    /** Filters in the packet, 1 or more. */
    public int count() {
        return filters.count();
    }

    public void rewind() {
        filters.rewind();
    }

    /** Goes to the next filter. */
    public boolean next() {
        return filters.next();
    }

    /** Of the filter that {@link #next} went to; so with all that follow. */
    public int filterOffset() {
        return filters.offset();
    }

    public int filterLength() {
        return filters.length();
    }

    /** The byte as it stands; in 3.1 its upper six bits may be anything. */
    public int options() {
        return buffer.getByte(filters.behind()) & 0xFF;
    }

    /** 0, 1 or 2. */
    public int qos() {
        return options() & QOS;
    }

    public boolean noLocal() {
        return (options() & NO_LOCAL) != 0;
    }

    public boolean retainAsPublished() {
        return (options() & RETAIN_AS_PUBLISHED) != 0;
    }

    /** 0 send retained messages, 1 only for a new subscription, 2 never. */
    public int retainHandling() {
        return (options() & RETAIN_HANDLING) >> 4;
    }
}

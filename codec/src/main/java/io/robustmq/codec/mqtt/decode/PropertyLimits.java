package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.VariableByteInteger;

/**
 * What a peer may put into the properties of one packet, checked before anything is read.
 *
 * @param maxBytes all properties of the packet, without their length field
 * @param maxUserProperties how many of them are user properties
 */
public record PropertyLimits(int maxBytes, int maxUserProperties) {
    /** All that the format can express: for peers that are trusted. */
    public static final PropertyLimits NONE =
            new PropertyLimits(VariableByteInteger.MAX, Integer.MAX_VALUE);

    public PropertyLimits {
        if (maxBytes < 0 || maxUserProperties < 0) {
            throw new IllegalArgumentException("negative property limit");
        }
    }
}

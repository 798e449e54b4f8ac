package io.robustmq.codec.mqtt.encode;

import io.robustmq.codec.mqtt.PacketType;
import org.agrona.MutableDirectBuffer;

/** PINGREQ and PINGRESP (§3.12, §3.13): two bytes each. */
public final class PingEncoder {
    public static final int LENGTH = 2;

    private PingEncoder() {}

    /**
     * @param type {@link PacketType#PINGREQ} or {@link PacketType#PINGRESP}
     */
    public static void encode(MutableDirectBuffer target, int at, int type) {
        FixedHeaderEncoder.encode(target, at, type, 0);
    }
}

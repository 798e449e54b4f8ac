package io.robustmq.codec.mqtt.decode;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

/** The two names a CONNECT may open with, their length fields included (§3.1.2.1, 3.1 §3.1). */
final class ProtocolName {
    private static final long MQTT = 0x0004_4D51_5454L; // 0 4 'M' 'Q' 'T' 'T'
    private static final long MQISDP = 0x0006_4D51_4973_6470L; // 0 6 'M' 'Q' 'I' 's' 'd' 'p'

    private ProtocolName() {}

    static boolean isMqtt(DirectBuffer buffer, int at, int length) {
        return length == 6
                && ((long) buffer.getShort(at, BIG_ENDIAN) << 32
                                | buffer.getInt(at + 2, BIG_ENDIAN))
                        == MQTT;
    }

    static boolean isMqisdp(DirectBuffer buffer, int at, int length) {
        return length == 8 && buffer.getLong(at, BIG_ENDIAN) == MQISDP;
    }
}

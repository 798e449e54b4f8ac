package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.Sender;

/** Which reason codes a packet may carry (§2.4, table 2-6): a set of 256 bits in four words. */
final class ReasonCodeSet {
    static final ReasonCodeSet CONNACK =
            of(
                    0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C,
                    0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F);
    static final ReasonCodeSet SUBACK =
            of(0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2);
    static final ReasonCodeSet UNSUBACK = of(0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91);

    private static final ReasonCodeSet PUBACK_PUBREC =
            of(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
    private static final ReasonCodeSet PUBREL_PUBCOMP = of(0x00, 0x92);
    private static final ReasonCodeSet DISCONNECT_OF_CLIENT =
            of(0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99);
    private static final ReasonCodeSet DISCONNECT_OF_SERVER =
            of(
                    0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8D, 0x8E, 0x8F, 0x90, 0x93,
                    0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0,
                    0xA1, 0xA2);
    private static final ReasonCodeSet AUTH_OF_CLIENT = of(0x18, 0x19);
    private static final ReasonCodeSet AUTH_OF_SERVER = of(0x00, 0x18);

    private final long[] words;

    private ReasonCodeSet(long[] words) {
        this.words = words;
    }

    private static ReasonCodeSet of(int... reasonCodes) {
        long[] words = new long[4];
        for (int reasonCode : reasonCodes) {
            words[reasonCode >> 6] |= 1L << reasonCode;
        }
        return new ReasonCodeSet(words);
    }

    /** For PUBACK, PUBREC, PUBREL or PUBCOMP. */
    static ReasonCodeSet ofAck(int packetType) {
        return packetType == PacketType.PUBACK || packetType == PacketType.PUBREC
                ? PUBACK_PUBREC
                : PUBREL_PUBCOMP;
    }

    static ReasonCodeSet ofDisconnect(Sender sender) {
        return sender == Sender.CLIENT ? DISCONNECT_OF_CLIENT : DISCONNECT_OF_SERVER;
    }

    static ReasonCodeSet ofAuth(Sender sender) {
        return sender == Sender.CLIENT ? AUTH_OF_CLIENT : AUTH_OF_SERVER;
    }

    /** The same code, 0x00 to 0xFF, if it is in the set. */
    int check(int reasonCode) throws MqttViolation {
        if ((words[reasonCode >> 6] & 1L << reasonCode) == 0) {
            throw MqttViolation.malformed("reason code does not belong into this packet");
        }
        return reasonCode;
    }
}

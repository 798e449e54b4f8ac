package io.robustmq.codec.mqtt;

/** Control packet types: the high four bits of a packet's first byte (§2.1.2). */
public final class PacketType {
    public static final int CONNECT = 1;
    public static final int CONNACK = 2;
    public static final int PUBLISH = 3;
    public static final int PUBACK = 4;
    public static final int PUBREC = 5;
    public static final int PUBREL = 6;
    public static final int PUBCOMP = 7;
    public static final int SUBSCRIBE = 8;
    public static final int SUBACK = 9;
    public static final int UNSUBSCRIBE = 10;
    public static final int UNSUBACK = 11;
    public static final int PINGREQ = 12;
    public static final int PINGRESP = 13;
    public static final int DISCONNECT = 14;

    /** MQTT 5 only; reserved before. */
    public static final int AUTH = 15;

    private PacketType() {}

    /** First byte of a packet: type and the flags the specification fixes for it (§2.1.3). */
    public static int firstByte(int type) {
        return type << 4 | flagsOf(type);
    }

    /** Fixed flags of a type other than PUBLISH: 0010 for PUBREL, SUBSCRIBE and UNSUBSCRIBE. */
    public static int flagsOf(int type) {
        return (1 << type & (1 << PUBREL | 1 << SUBSCRIBE | 1 << UNSUBSCRIBE)) != 0 ? 0b0010 : 0;
    }
}

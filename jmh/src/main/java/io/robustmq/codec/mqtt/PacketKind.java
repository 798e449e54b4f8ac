package io.robustmq.codec.mqtt;

/** What is measured one by one. PUBLISH carries 16 bytes to a topic of 12. */
public enum PacketKind {
    CONNECT,
    CONNACK,
    PUBLISH_QOS_0,
    PUBLISH_QOS_1,
    /** With a message expiry and a user property in 5.0. */
    PUBLISH_WITH_PROPERTIES,
    /** PUBREC, PUBREL and PUBCOMP are alike. */
    PUBACK,
    /** Three filters, as have the next three. */
    SUBSCRIBE,
    SUBACK,
    UNSUBSCRIBE,
    UNSUBACK,
    /** PINGRESP is alike. */
    PINGREQ,
    DISCONNECT,
    /** 5.0 in either run. */
    AUTH
}

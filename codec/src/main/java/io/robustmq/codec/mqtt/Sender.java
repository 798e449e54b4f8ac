package io.robustmq.codec.mqtt;

/** Which side wrote a packet. The same packet type may carry other things from the other side. */
public enum Sender {
    CLIENT,
    SERVER
}

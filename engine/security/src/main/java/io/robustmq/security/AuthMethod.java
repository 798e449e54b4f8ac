package io.robustmq.security;

/** An enhanced authentication method, MQTT 5.0 §4.12. */
public interface AuthMethod {
    /** As in the packet's Authentication Method. */
    String name();

    /** A new exchange, for one CONNECT or one re-authentication. */
    AuthExchange begin();
}

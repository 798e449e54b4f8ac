package io.robustmq.codec.mqtt;

/**
 * The peer broke the protocol, and the connection ends. Carries the MQTT 5 reason code for
 * DISCONNECT or CONNACK, also when the peer speaks 3.x; has no stack trace, because bad input is
 * not a fault of ours and must be cheap.
 */
public final class MqttViolation extends Exception {
    private static final long serialVersionUID = 1L;

    private final int reasonCode;

    public MqttViolation(int reasonCode, String detail) {
        super(detail, null, false, false);
        this.reasonCode = reasonCode;
    }

    /** Bytes that no packet looks like (0x81). */
    public static MqttViolation malformed(String detail) {
        return new MqttViolation(ReasonCode.MALFORMED_PACKET, detail);
    }

    /** A well-formed packet that may not be sent, or not now (0x82). */
    public static MqttViolation protocolError(String detail) {
        return new MqttViolation(ReasonCode.PROTOCOL_ERROR, detail);
    }

    /** One of {@link ReasonCode}, 0x80 or above. */
    public int reasonCode() {
        return reasonCode;
    }

    /** What is wrong, for the log and a Reason String: a constant, never the peer's bytes. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}

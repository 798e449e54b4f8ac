package io.robustmq.conformance.wire;

/** The versions a client can ask for in CONNECT. */
public enum MqttVersion {
    V3_1("MQIsdp", 3),
    V3_1_1("MQTT", 4),
    V5("MQTT", 5);

    final String protocolName;
    final int level;

    MqttVersion(String protocolName, int level) {
        this.protocolName = protocolName;
        this.level = level;
    }

    /** Whether packets carry properties and reason codes. */
    public boolean is5() {
        return this == V5;
    }

    /** The property length 0 in MQTT 5.0, nothing before. */
    public byte[] noProperties() {
        return is5() ? new byte[1] : new byte[0];
    }
}

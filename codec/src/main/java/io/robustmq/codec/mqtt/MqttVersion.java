package io.robustmq.codec.mqtt;

/** The three protocol versions spoken, with the protocol level a CONNECT names. */
public enum MqttVersion {
    V3_1(3),
    V3_1_1(4),
    V5(5);

    private final int level;

    MqttVersion(int level) {
        this.level = level;
    }

    /** Protocol Level of MQTT 3.x, Protocol Version of MQTT 5 (§3.1.2.2). */
    public int level() {
        return level;
    }
}

package io.robustmq.conformance.wire;

import static io.robustmq.conformance.wire.Bytes.join;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.Bytes.u16;

/** A PUBLISH to send; id matters for QoS 1 and 2 only. */
public record Publish(
        String topic,
        byte[] payload,
        int qos,
        int id,
        boolean retain,
        boolean dup,
        byte[] properties) {
    public static Publish to(String topic, String payload) {
        return to(topic, Bytes.text(payload));
    }

    public static Publish to(String topic, byte[] payload) {
        return new Publish(topic, payload, 0, 1, false, false, new byte[0]);
    }

    public Publish qos(int qos) {
        return new Publish(topic, payload, qos, id, retain, dup, properties);
    }

    public Publish id(int id) {
        return new Publish(topic, payload, qos, id, retain, dup, properties);
    }

    public Publish retained() {
        return new Publish(topic, payload, qos, id, true, dup, properties);
    }

    public Publish again() {
        return new Publish(topic, payload, qos, id, retain, true, properties);
    }

    public Publish with(byte[]... more) {
        return new Publish(topic, payload, qos, id, retain, dup, join(properties, join(more)));
    }

    public byte[] bytes(MqttVersion version) {
        return packet(
                0x30 | (dup ? 8 : 0) | qos << 1 | (retain ? 1 : 0),
                string(topic),
                qos == 0 ? new byte[0] : u16(id),
                version.is5() ? Bytes.properties(properties) : new byte[0],
                payload);
    }
}

package io.robustmq.loadgen.mqtt;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.loadgen.rig.Stamp;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A whole PUBLISH of one publisher, made once: sending is a copy and a patch of the stamp.
 *
 * <pre>
 *   | 0x30 + QoS·2 | remaining length | topic | packet id, QoS ≥ 1 | properties 0, MQTT 5 | payload: stamp, filling |
 * </pre>
 */
public final class PublishTemplate {
    /** Longer packets are left to the JVM's block copy. */
    private static final int COPY_BY_WORDS = 256;

    private static final int PACKET_ID_BYTES = 2;

    private final int length;
    private final int packetIdAt;
    private final int stampAt;
    private final UnsafeBuffer bytes;
    private final long[] words;
    private final long lastWord;

    /**
     * @param properties whether the version has them: MQTT 5
     * @param payloadBytes {@link Stamp#BYTES} or more
     */
    public PublishTemplate(String topic, int qos, boolean properties, int payloadBytes) {
        byte[] topicBytes = topic.getBytes(StandardCharsets.UTF_8);
        int remaining =
                2
                        + topicBytes.length
                        + (qos > 0 ? PACKET_ID_BYTES : 0)
                        + (properties ? 1 : 0)
                        + payloadBytes;
        byte[] packet = new byte[1 + lengthBytes(remaining) + remaining];
        UnsafeBuffer out = new UnsafeBuffer(packet);
        int at = 0;
        packet[at++] = (byte) (0x30 | qos << 1);
        for (int left = remaining; left > 0 || at == 1; left >>>= 7) {
            packet[at++] = (byte) (left > 0x7f ? left & 0x7f | 0x80 : left);
        }
        packet[at++] = (byte) (topicBytes.length >>> 8);
        packet[at++] = (byte) topicBytes.length;
        out.putBytes(at, topicBytes);
        at += topicBytes.length;
        this.packetIdAt = at;
        at += (qos > 0 ? PACKET_ID_BYTES : 0) + (properties ? 1 : 0);
        this.stampAt = at;
        for (int filling = at + Stamp.BYTES; filling < packet.length; filling++) {
            packet[filling] = (byte) ('a' + (filling - at) % 26);
        }
        this.bytes = out;
        this.length = packet.length;
        this.words = new long[length / Long.BYTES];
        for (int i = 0; i < words.length; i++) {
            words[i] = out.getLong(i * Long.BYTES, LITTLE_ENDIAN);
        }
        this.lastWord = out.getLong(length - Long.BYTES, LITTLE_ENDIAN);
    }

    private static int lengthBytes(int remaining) {
        return remaining < 1 << 7 ? 1 : remaining < 1 << 14 ? 2 : remaining < 1 << 21 ? 3 : 4;
    }

    /** Of the whole packet, in bytes. */
    public int length() {
        return length;
    }

    /**
     * @param word as {@link Stamp} has it
     */
    public void write(MutableDirectBuffer out, int at, long word, long intendedNs) {
        if (length <= COPY_BY_WORDS) {
            for (int i = 0; i < words.length; i++) {
                out.putLong(at + i * Long.BYTES, words[i], LITTLE_ENDIAN);
            }
            out.putLong(at + length - Long.BYTES, lastWord, LITTLE_ENDIAN);
        } else {
            out.putBytes(at, bytes, 0, length);
        }
        Stamp.write(out, at + stampAt, word, intendedNs);
    }

    /** After {@link #write}, QoS 1 and 2 only. */
    void writePacketId(MutableDirectBuffer out, int at, int packetId) {
        out.putByte(at + packetIdAt, (byte) (packetId >>> 8));
        out.putByte(at + packetIdAt + 1, (byte) packetId);
    }
}

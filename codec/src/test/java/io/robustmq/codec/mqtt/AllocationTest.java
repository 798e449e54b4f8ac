package io.robustmq.codec.mqtt;

import static io.robustmq.codec.mqtt.Wire.AT;
import static io.robustmq.codec.mqtt.Wire.bytes;
import static io.robustmq.codec.mqtt.Wire.field;
import static io.robustmq.codec.mqtt.Wire.packet;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.robustmq.codec.mqtt.decode.PropertyLimits;
import io.robustmq.codec.mqtt.encode.AckEncoder;
import io.robustmq.codec.mqtt.encode.PublishEncoder;
import java.lang.management.ManagementFactory;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Counts this thread's bytes: exact, and independent of what was compiled. */
class AllocationTest {
    private static final int ROUNDS = 2_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final AnyPacketDecoder decoder =
            new AnyPacketDecoder(Sender.CLIENT, PropertyLimits.NONE);
    private final PublishEncoder encoder = new PublishEncoder();
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[200]);

    @Test
    void shouldAllocateNothingForGoodPackets() throws MqttViolation {
        byte[] properties = bytes(0x23, 0, 1, 0x02, 0, 0, 0, 9, 0x26, field("n"), field("v"));
        byte[] name = bytes(field("MQTT"), 5);
        UnsafeBuffer[] packets = {
            Wire.buffer(packet(0x10, bytes(name, 2, 0, 0, 3, 0x21, 0, 9, field("me")))),
            Wire.buffer(packet(0x30, bytes(field("a/b"), 0, "hello"))),
            Wire.buffer(packet(0x32, bytes(field("a/b"), 0, 1, 15, properties, "hello"))),
            Wire.buffer(packet(0x40, bytes(0, 1))),
            Wire.buffer(packet(0x62, bytes(0, 1, 0x92, 0))),
            Wire.buffer(packet(0x82, bytes(0, 1, 2, 0x0B, 9, field("a/#"), 1))),
            Wire.buffer(packet(0xA2, bytes(0, 1, 0, field("a/#")))),
            Wire.buffer(packet(0xE0, bytes(0x04)))
        };
        readAndWrite(packets, 1); // loads the classes

        long before = threads.getCurrentThreadAllocatedBytes();
        readAndWrite(packets, ROUNDS);
        long after = threads.getCurrentThreadAllocatedBytes();

        assertThat(after - before).isLessThan(ROUNDS); // not one object per round
    }

    private void readAndWrite(UnsafeBuffer[] packets, int rounds) throws MqttViolation {
        for (int round = 0; round < rounds; round++) {
            for (UnsafeBuffer packet : packets) {
                decoder.decode(packet, AT, packet.capacity() - AT, MqttVersion.V5);
                if (decoder.header.type() == PacketType.PUBLISH) {
                    writeOn(packet);
                }
            }
        }
    }

    private void writeOn(UnsafeBuffer packet) {
        encoder.topic(packet, decoder.publish.topicOffset(), decoder.publish.topicLength())
                .payload(packet, decoder.publish.payloadOffset(), decoder.publish.payloadLength())
                .messageExpiryS(decoder.publish.messageExpiryS());
        int forwarded = decoder.publish.copyForwarded(target, 0);
        encoder.properties(target, 0, forwarded);
        encoder.length(MqttVersion.V5, 1);
        encoder.encode(target, 100, PublishEncoder.flags(false, 1, false), 1);
        AckEncoder.encodeSuccess(target, 50, PacketType.PUBACK, 1);
    }
}

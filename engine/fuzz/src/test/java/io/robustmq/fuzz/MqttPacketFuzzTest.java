package io.robustmq.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.robustmq.codec.mqtt.AnyPacketDecoder;
import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.Sender;
import io.robustmq.codec.mqtt.decode.PropertyLimits;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A stream of packets from a peer that sends what it likes. Each ends in a decoded packet, in a
 * wait for more bytes or in an {@link MqttViolation}; any other exception is a fault of ours.
 */
class MqttPacketFuzzTest {
    private static final PropertyLimits LIMITS = new PropertyLimits(4 << 10, 64);

    private final AnyPacketDecoder[] decoders = {
        new AnyPacketDecoder(Sender.CLIENT, LIMITS), new AnyPacketDecoder(Sender.SERVER, LIMITS)
    };

    @FuzzTest(maxDuration = "20s")
    void shouldDecodeOrRefuse(byte[] bytes) {
        for (MqttVersion version : MqttVersion.values()) {
            for (AnyPacketDecoder decoder : decoders) {
                decodeAll(decoder, bytes, version);
            }
        }
    }

    /**
     * Every packet stands in a buffer that ends where it ends: reading on is an exception, not
     * somebody else's bytes.
     */
    private static void decodeAll(AnyPacketDecoder decoder, byte[] bytes, MqttVersion version) {
        int at = 0;
        int length;
        do {
            byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
            length = decode(decoder, rest, version);
            if (length > 0 && decode(decoder, Arrays.copyOf(rest, length), version) != length) {
                throw new IllegalStateException("what follows a packet changed it");
            }
            at += length;
        } while (length > 0);
    }

    /**
     * @return bytes of the packet; 0 when it is refused or not all there
     */
    private static int decode(AnyPacketDecoder decoder, byte[] bytes, MqttVersion version) {
        try {
            int length = decoder.decode(new UnsafeBuffer(bytes), 0, bytes.length, version);
            if (length < 0 || length > bytes.length) {
                throw new IllegalStateException(length + " bytes decoded of " + bytes.length);
            }
            return length;
        } catch (MqttViolation refused) {
            return 0;
        }
    }
}

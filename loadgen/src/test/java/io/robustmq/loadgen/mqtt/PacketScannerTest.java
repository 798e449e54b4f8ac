package io.robustmq.loadgen.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PacketScannerTest {
    private final List<String> packets = new ArrayList<>();
    private int stopAfter = Integer.MAX_VALUE;

    private final PacketScanner scanner =
            new PacketScanner() {
                @Override
                protected boolean onPacket(
                        DirectBuffer buffer, int at, int body, int end, long nowNs) {
                    if (packets.size() == stopAfter) {
                        return false;
                    }
                    packets.add(type(buffer, at) + ":" + (body - at) + "+" + (end - body));
                    return true;
                }

                @Override
                public void onWritable() {}

                @Override
                public void onClosed() {}
            };

    @Test
    void shouldCutAStreamAtEverySplit() {
        byte[] stream = new byte[2 + 4 + 3 + 200 + 2];
        stream[0] = 0x20; // CONNACK, 4 bytes
        stream[1] = 4;
        stream[6] = 0x30; // PUBLISH, 200 bytes: 0xC8 0x01
        stream[7] = (byte) 0xC8;
        stream[8] = 1;
        stream[209] = (byte) 0xD0; // PINGRESP

        for (int split = 0; split <= stream.length; split++) {
            packets.clear();
            UnsafeBuffer buffer = new UnsafeBuffer(stream);
            int consumed = scanner.onBytes(buffer, 0, split);
            consumed += scanner.onBytes(buffer, consumed, stream.length - consumed);

            assertThat(consumed).isEqualTo(stream.length);
            assertThat(packets)
                    .as("split at %d", split)
                    .containsExactly("2:2+4", "3:3+200", "13:2+0");
        }
    }

    @Test
    void shouldStopWhereThePacketIsRefused() {
        stopAfter = 1;

        int consumed =
                scanner.onBytes(
                        new UnsafeBuffer(new byte[] {(byte) 0xD0, 0, (byte) 0xD0, 0}), 0, 4);

        assertThat(consumed).isEqualTo(2);
    }

    @Test
    void shouldReadFourLengthBytes() { // 2.1.4: 0xFF 0xFF 0xFF 0x7F is 268,435,455
        byte[] head = {0x30, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F, 0, 0};

        assertThat(scanner.onBytes(new UnsafeBuffer(head), 0, head.length)).isZero();
        assertThat(packets).isEmpty();
    }
}

package io.robustmq.conformance.publish;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.join;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.Bytes.u16;
import static io.robustmq.conformance.wire.Bytes.varint;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.broker.TestBroker.Listener;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttVersion;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages far beyond one read, up to the longest packet that may be configured. */
@ExtendWith(BrokerExtension.class)
@Settings("mqtt.max-packet-size=256MiB")
class LargeMessageTest {
    /** The longest remaining length there is, less what the packet is to be shorter. */
    private static final int REMAINING_BYTES = (256 << 20) - 5;

    /** Once the payload, and a process that has it once. */
    private static final long RESIDENT_BYTES_MAX = 512L << 20;

    private static final int BLOCK_BYTES = 1 << 20;
    private static final int TIMEOUT_MS = 60_000;

    private final TestBroker broker;

    LargeMessageTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    void shouldPassTheLongestOneOnAndHoldItOnce() throws IOException {
        String topic = Names.topic();
        List<CompletableFuture<Long>> received = new ArrayList<>();
        try (var readers = Executors.newVirtualThreadPerTaskExecutor();
                Socket publisher = client()) {
            for (int i = 0; i < 2; i++) {
                Socket subscriber = client();
                subscriber.getOutputStream().write(packet(0x82, u16(1), string(topic), bytes(0)));
                assertThat(subscriber.getInputStream().readNBytes(5))
                        .isEqualTo(bytes(0x90, 3, 0, 1, 0));
                received.add(
                        CompletableFuture.supplyAsync(() -> readOne(subscriber, topic), readers));
            }

            int payloadBytes = REMAINING_BYTES - 2 - topic.length() - 2;
            OutputStream out = publisher.getOutputStream();
            out.write(join(bytes(0x32), varint(REMAINING_BYTES), string(topic), u16(7)));
            byte[] block = new byte[BLOCK_BYTES];
            for (int sent = 0; sent < payloadBytes; sent += BLOCK_BYTES) {
                Arrays.fill(block, blockByte(sent));
                out.write(block, 0, Math.min(BLOCK_BYTES, payloadBytes - sent));
            }

            assertThat(publisher.getInputStream().readNBytes(4)).isEqualTo(bytes(0x40, 2, 0, 7));
            for (CompletableFuture<Long> each : received) {
                assertThat(each.join()).isEqualTo(payloadBytes);
            }
        }
        assertThat(broker.peakResidentBytes()).isLessThan(RESIDENT_BYTES_MAX);
    }

    private Socket client() throws IOException {
        Socket socket = broker.socket(Listener.TCP);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.getOutputStream().write(Connect.as(MqttVersion.V3_1_1, Names.clientId()).bytes());
        assertThat(socket.getInputStream().readNBytes(4)).isEqualTo(bytes(0x20, 2, 0, 0));
        return socket;
    }

    /** One PUBLISH of QoS 0, block by block as it was sent; gives its payload's length. */
    private static long readOne(Socket socket, String topic) {
        try (socket;
                DataInputStream in =
                        new DataInputStream(
                                new BufferedInputStream(socket.getInputStream(), BLOCK_BYTES))) {
            int remaining = REMAINING_BYTES - 2;
            assertThat(in.readNBytes(5)).isEqualTo(join(bytes(0x30), varint(remaining)));
            assertThat(in.readNBytes(2 + topic.length())).isEqualTo(string(topic));
            int payloadBytes = remaining - 2 - topic.length();
            byte[] expected = new byte[BLOCK_BYTES];
            for (int at = 0; at < payloadBytes; at += BLOCK_BYTES) {
                Arrays.fill(expected, blockByte(at));
                int bytes = Math.min(BLOCK_BYTES, payloadBytes - at);
                byte[] block = in.readNBytes(bytes);
                assertThat(Arrays.equals(block, 0, block.length, expected, 0, bytes)).isTrue();
            }
            return payloadBytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte blockByte(int offset) {
        return (byte) ('a' + offset / BLOCK_BYTES % 26);
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void shouldPassLargeOnesOnOverEveryListener(Listener listener) {
        LargeMessages.shouldPassOn(broker, listener);
    }
}

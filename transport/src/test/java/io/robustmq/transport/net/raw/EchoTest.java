package io.robustmq.transport.net.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TransportKind;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EchoTest {
    @Test
    void shouldEchoPiecesOfRandomSize() throws Exception {
        byte[] sent = new byte[8 << 20];
        new Random(42).nextBytes(sent);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (Cores cores =
                        Cores.start(
                                CoreConfig.of(TransportKind.IO_URING), core -> CoreDuty.NONE);
                Core.Listener listener =
                        cores.core(0)
                                .listen(
                                        Endpoint.tcp("echo", new InetSocketAddress(loopback, 0)),
                                        EchoHandler::new);
                Socket client = new Socket(loopback, listener.port())) {
            Thread writer =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        Random sizes = new Random(7);
                                        try {
                                            for (int at = 0; at < sent.length; ) {
                                                int n =
                                                        Math.min(
                                                                1 + sizes.nextInt(200_000),
                                                                sent.length - at);
                                                client.getOutputStream().write(sent, at, n);
                                                at += n;
                                            }
                                        } catch (java.io.IOException e) {
                                            throw new java.io.UncheckedIOException(e);
                                        }
                                    });
            byte[] back = new byte[sent.length];
            new DataInputStream(client.getInputStream()).readFully(back);
            writer.join();

            assertThat(back).isEqualTo(sent);
        }
    }
}

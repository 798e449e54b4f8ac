package io.robustmq.transport.core;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.transport.net.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class PortProbeTest {
    private static final InetAddress HOST = InetAddress.getLoopbackAddress();

    @Test
    void shouldRefuseAPortThatIsListenedAtEvenToBeShared() throws IOException {
        try (ServerSocketChannel other = listening()) {
            InetSocketAddress taken = (InetSocketAddress) other.getLocalAddress();

            assertThatThrownBy(() -> PortProbe.requireFree(Endpoint.tcp("mqtt.tcp", taken)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("mqtt.tcp can't listen on")
                    .hasMessageContaining(":" + taken.getPort());
        }
    }

    @Test
    void shouldLetAPortBeTakenThatOnlyEndedConnectionsHave() throws IOException {
        InetSocketAddress left;
        try (ServerSocketChannel ended = listening();
                SocketChannel client = SocketChannel.open(ended.getLocalAddress())) {
            left = (InetSocketAddress) ended.getLocalAddress();
            ended.accept().close(); // this end closes first, and is in TIME_WAIT
        }

        assertThatCode(() -> PortProbe.requireFree(Endpoint.tcp("mqtt.tcp", left)))
                .doesNotThrowAnyException();
    }

    private static ServerSocketChannel listening() throws IOException {
        return ServerSocketChannel.open()
                .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                .setOption(StandardSocketOptions.SO_REUSEPORT, true)
                .bind(new InetSocketAddress(HOST, 0));
    }
}
